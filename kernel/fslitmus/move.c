// SPDX-License-Identifier: GPL-2.0-only
/*
 * Migrates pages of a file to other memory, as compaction does when it needs
 * room. Compaction itself decides what to move, and move_pages(2) needs a second
 * node, which User-Mode Linux cannot have.
 */
#include "fslitmus.h"

#include <linux/errno.h>
#include <linux/file.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/migrate.h>
#include <linux/mm.h>
#include <linux/mm_inline.h>
#include <linux/pagemap.h>
#include <linux/swap.h>
#include <linux/vmstat.h>

/* In mm/vmscan.c; declared in mm/internal.h. */
bool folio_isolate_lru(struct folio *folio);

static struct folio *move_allocate(struct folio *folio, unsigned long unused)
{
	return folio_alloc(GFP_HIGHUSER_MOVABLE, folio_order(folio));
}

static void move_isolate(struct folio *folio, struct list_head *list)
{
	if (!folio_isolate_lru(folio))
		return;
	list_add_tail(&folio->lru, list);
	node_stat_mod_folio(folio, NR_ISOLATED_ANON + folio_is_file_lru(folio),
			    folio_nr_pages(folio));
}

static void move_collect(struct address_space *mapping, pgoff_t index,
			 pgoff_t end, struct list_head *list)
{
	while (index < end) {
		struct folio *folio = filemap_get_folio(mapping, index);

		if (IS_ERR_OR_NULL(folio)) {
			index++;
			continue;
		}
		index = folio_next_index(folio);
		move_isolate(folio, list);
		folio_put(folio);
	}
}

long fslitmus_move(int fd, u64 first, u64 pages)
{
	struct file *file = fget(fd);
	LIST_HEAD(list);
	long left = 0;

	if (!file)
		return -EBADF;
	/* New folios are in a batch of the processor before they can be
	 * isolated. */
	lru_add_drain();
	move_collect(file->f_mapping, first, first + pages, &list);
	if (!list_empty(&list))
		left = migrate_pages(&list, move_allocate, NULL, 0,
				     MIGRATE_SYNC, MR_SYSCALL, NULL);
	putback_movable_pages(&list);
	fput(file);
	return left;
}
