// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What happens to pages of the cache. Events name locks and functions only,
 * so it is inferred: from the function in which a folio was locked, from a
 * function that sets a page table entry under the folio lock, and from a folio
 * that is unlocked without the mapping it had when it was locked.
 */
#include "timeline/reader.h"

#include <string.h>

#include "litmus/op_type.h"
#include "timeline/kernel_functions.h"

static const char *page_verb(enum page_change change)
{
	static const char *const verbs[] = {
		[PAGE_ADDED] = "adds ",	    [PAGE_READ] = "",
		[PAGE_MAPPED] = "maps ",    [PAGE_MAPPED_LATE] = "maps ",
		[PAGE_WRITABLE] = "makes ", [PAGE_DROPPED] = "drops ",
		[PAGE_LOCKED] = "locks ",   [PAGE_UNLOCKED] = "unlocks ",
	};

	return verbs[change];
}

static const char *page_result(enum page_change change)
{
	switch (change) {
	case PAGE_READ:
		return " has been read";
	case PAGE_MAPPED_LATE:
		return ", which was dropped";
	case PAGE_WRITABLE:
		return " writable";
	default:
		return "";
	}
}

static void page_set_text(const struct reader *reader,
			  const struct page_range *pages, struct row *row)
{
	const char *file = reader->what->test->file[pages->file].name;

	row->text[0] = '\0';
	row_append(row, "%s%s", page_verb(pages->change), file);
	if (pages->low == pages->high)
		row_append(row, "[%u]", pages->low);
	else
		row_append(row, "[%u..%u)", pages->low, pages->high + 1);
	row_append(row, "%s%s", page_result(pages->change),
		   pages->is_bad ? " <==" : "");
}

/* The page in which something was seen that is not allowed. */
static bool page_is_bad(const struct reader *reader, struct held_folio folio)
{
	return folio.file == reader->bad.file &&
	       folio.index == reader->bad.index;
}

static bool page_continues(const struct reader *reader,
			   const struct page_range *pages,
			   enum page_change change, struct held_folio folio)
{
	return row_is_last(reader, pages->row) && pages->change == change &&
	       pages->file == folio.file && folio.index == pages->high + 1 &&
	       !pages->is_bad && !page_is_bad(reader, folio);
}

/* The entry of one page is set at several points. */
static bool page_repeats(const struct reader *reader,
			 const struct page_range *pages,
			 enum page_change change, struct held_folio folio)
{
	return row_is_last(reader, pages->row) && pages->change == change &&
	       pages->file == folio.file && folio.index == pages->high;
}

void page_changed(struct reader *reader, enum page_change change,
		  struct held_folio folio)
{
	struct page_range *pages = &reader_actor(reader)->pages;
	struct row *row;

	if (folio.file >= reader->what->test->files ||
	    page_repeats(reader, pages, change, folio))
		return;
	if (page_continues(reader, pages, change, folio)) {
		row = row_numbered(reader, pages->row);
		pages->high = folio.index;
		row_set_held(reader, row);
	} else {
		row = row_add(reader, ROW_PAGE);
		*pages = (struct page_range){
			.row = reader->rows->count,
			.change = change,
			.file = folio.file,
			.low = folio.index,
			.high = folio.index,
			.is_bad = page_is_bad(reader, folio),
		};
	}
	page_set_text(reader, pages, row);
}

/* Truncation leaves the index in a folio, but not the file. */
static void page_mapped_late(struct reader *reader, struct held_folio folio)
{
	const struct operation *operation = reader_operation(reader,
							     reader->event);

	if (!operation || operation->mapping < 0)
		return;
	folio.file = operation->file;
	page_changed(reader, PAGE_MAPPED_LATE, folio);
}

/* The page whose entry is set is the one locked last. */
void page_mapping(struct reader *reader, const char *function)
{
	const struct held *held = &reader->locks.by[reader->event->actor];
	struct held_folio folio;

	if (!held->count)
		return;
	folio = held->folios[held->count - 1];
	if (kernel_function_does(function, FUNCTION_MAPS)) {
		if (folio.file == FSLITMUS_UNWATCHED)
			page_mapped_late(reader, folio);
		else
			page_changed(reader, PAGE_MAPPED, folio);
	} else if (kernel_function_does(function, FUNCTION_MAKES_WRITABLE)) {
		page_changed(reader, PAGE_WRITABLE, folio);
	}
}

void page_folio_locked(struct reader *reader, struct held_folio folio)
{
	if (kernel_function_does(reader_actor(reader)->function, FUNCTION_ADDS))
		page_changed(reader, PAGE_ADDED, folio);
	else if (reader->what->detail > 0)
		page_changed(reader, PAGE_LOCKED, folio);
}

void page_folio_unlocked(struct reader *reader, int owner,
			 struct held_folio folio)
{
	if (owner < 0)
		return;
	if (event_folio(reader->event).file == FSLITMUS_UNWATCHED)
		page_changed(reader, PAGE_DROPPED, folio);
	else if (reader->event->actor == FSLITMUS_ACTOR_INTERRUPT)
		page_changed(reader, PAGE_READ, folio);
	else if (reader->what->detail > 0)
		page_changed(reader, PAGE_UNLOCKED, folio);
}
