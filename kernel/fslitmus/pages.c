// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does to given pages of a file what the kernel otherwise does to pages of its
 * own choice. Migration: compaction decides itself what to move, and
 * move_pages(2) needs a second node, which User-Mode Linux cannot have.
 * Splitting: debugfs has it, but leaves out folios that somebody has locked.
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

/* Pages of a file, and what became of their folios. */
struct pages_request {
	struct address_space *mapping;
	pgoff_t first, end;
	struct list_head isolated;
	long left;		/* folios that stay as they were */
};

/* Calls VISIT for each folio of the pages that is in the page cache. */
static void pages_visit(struct pages_request *request,
			void (*visit)(struct pages_request *request,
				      struct folio *folio))
{
	pgoff_t index = request->first;

	while (index < request->end) {
		struct folio *folio = filemap_get_folio(request->mapping,
							index);

		if (IS_ERR_OR_NULL(folio)) {
			index++;
			continue;
		}
		index = folio_next_index(folio);
		visit(request, folio);
		folio_put(folio);
	}
}

static struct folio *move_allocate(struct folio *folio, unsigned long unused)
{
	return folio_alloc(GFP_HIGHUSER_MOVABLE, folio_order(folio));
}

static void move_isolate(struct pages_request *request, struct folio *folio)
{
	if (!folio_isolate_lru(folio))
		return;
	list_add_tail(&folio->lru, &request->isolated);
	node_stat_mod_folio(folio, NR_ISOLATED_ANON + folio_is_file_lru(folio),
			    folio_nr_pages(folio));
}

static void pages_move(struct pages_request *request)
{
	pages_visit(request, move_isolate);
	if (!list_empty(&request->isolated))
		request->left = migrate_pages(&request->isolated, move_allocate,
					      NULL, 0, MIGRATE_SYNC, MR_SYSCALL,
					      NULL);
	putback_movable_pages(&request->isolated);
}

/* Larger blocks than a page set a smallest order, which stays. */
static void split_locked(struct pages_request *request, struct folio *folio)
{
	unsigned int order = mapping_min_folio_order(request->mapping);

	/* Truncated, or split by somebody else, while we waited for it. */
	if (folio->mapping != request->mapping || folio_order(folio) <= order)
		return;
	if (split_folio_to_order(folio, order))
		request->left++;
}

static void split_folio_locking(struct pages_request *request,
				struct folio *folio)
{
	folio_lock(folio);
	split_locked(request, folio);
	folio_unlock(folio);
}

static void pages_split(struct pages_request *request)
{
	pages_visit(request, split_folio_locking);
}

static long pages_do(int fd, u64 first, u64 pages,
		     void (*act)(struct pages_request *request))
{
	struct file *file = fget(fd);
	struct pages_request request = {
		.first = first,
		.end = first + pages,
		.isolated = LIST_HEAD_INIT(request.isolated),
	};

	if (!file)
		return -EBADF;
	request.mapping = file->f_mapping;
	/* New folios are in a batch of the processor, which holds a reference,
	 * before they can be isolated or split. */
	lru_add_drain();
	act(&request);
	fput(file);
	return request.left;
}

long fslitmus_move(int fd, u64 first, u64 pages)
{
	return pages_do(fd, first, pages, pages_move);
}

long fslitmus_split(int fd, u64 first, u64 pages)
{
	return pages_do(fd, first, pages, pages_split);
}
