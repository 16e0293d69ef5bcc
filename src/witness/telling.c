// SPDX-License-Identifier: GPL-2.0-or-later
/* Which functions a timeline names: by the words kernel code is made of. */
#include "witness/story.h"

#include <string.h>

/* What happens to the cache of a file, or to the blocks behind it. */
static const char *const words[] = {
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

/* They ask, or lead to what is told anyway. */
static const char *const others[] = {
	"should_", "can_", "need", "check", "recheck", "assert", "sanitize",
	"is_", "may_", "ok", "supports", "sys_", "ksys_", "btree", "rmap_",
	"tree", "trans_",
};

/* At the beginning of a word: "default" is no fault. */
static bool has_word(const char *name, const char *word)
{
	const char *at = name;

	while ((at = strstr(at, word))) {
		if (at == name || at[-1] == '_')
			return true;
		at++;
	}
	return false;
}

static bool has_one(const char *name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (has_word(name, list[i]))
			return true;
	return false;
}

bool story_is_telling(const struct symbol_frame *frame)
{
	const char *name = frame->function;

	/* Every fault takes the same way through there. */
	if (!strcmp(frame->file, "mm/memory.c") && strstr(name, "fault"))
		return false;
	return has_one(name, words, sizeof(words) / sizeof(words[0])) &&
	       !has_one(name, others, sizeof(others) / sizeof(others[0]));
}
