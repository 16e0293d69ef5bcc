// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which functions a timeline shows. There are too many to list, and every
 * filesystem has its own, so they are chosen by the words in their names.
 */
#include "timeline/reader.h"

#include <string.h>

/* What happens to the cache of a file, or to the blocks behind it. */
/* clang-format off */
static const char *const filter_words[] = {
	/* pages come */
	"fault", "map_pages", "uptodate_folio", "mkwrite", "readahead",
	"read_folio", "filemap_read", "populate",
	/* pages go */
	"truncate", "invalidate", "unmap_mapping", "unmap_folio",
	"drop_pagecache", "free_file_space", "setattr", "setsize",
	/* data goes to disk */
	"write_begin", "write_end", "writepage", "start_writeback",
	"end_writeback", "file_write", "write_iter", "direct_write",
	"direct_IO", "dio_rw", "fsync", "sync_file",
	/* blocks change */
	"fallocate", "punch", "zero_range", "collapse", "insert_range",
	"remove_space", "bunmapi_range", "unmap_extent", "drop_extent",
	"shift_extents", "reflink", "remap_file_range", "remap_range",
	"clone_file_range", "exchange_range", "swap_extents",
};
/* clang-format on */

/* Functions that only test something, or call one that is shown anyway. */
static const char *const filter_others[] = {
	"should_",  "can_",  "need",  "check", "recheck",  "assert",
	"sanitize", "is_",   "may_",  "ok",    "supports", "sys_",
	"ksys_",    "btree", "rmap_", "tree",  "trans_",
};

/* Words begin at the start or after "_": "default" is no fault. */
static bool filter_has_word(const char *name, const char *word)
{
	const char *at = name;

	while ((at = strstr(at, word))) {
		if (at == name || at[-1] == '_')
			return true;
		at++;
	}
	return false;
}

static bool filter_has_one(const char *name, const char *const *list,
			   size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (filter_has_word(name, list[i]))
			return true;
	return false;
}

bool filter_wants(const struct symbol_frame *frame)
{
	const char *name = frame->function;

	/* Every fault calls the same functions there. */
	if (!strcmp(frame->file, "mm/memory.c") && strstr(name, "fault"))
		return false;
	return filter_has_one(name, filter_words,
			      sizeof(filter_words) / sizeof(*filter_words)) &&
	       !filter_has_one(name, filter_others,
			       sizeof(filter_others) / sizeof(*filter_others));
}
