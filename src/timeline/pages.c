// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What happens to pages of the cache, and to the folios they are in. Events say
 * what is added, mapped, split and moved. The rest is inferred: a folio that is
 * unlocked without the file it had when it was locked was dropped; functions
 * say what is made writable and what is zeroed.
 *
 * Single pages next to each other are told as one range. A large folio is told
 * with its order.
 */
#include "timeline/reader.h"

#include <string.h>

#include "litmus/op_type.h"
#include "timeline/kernel_functions.h"

static const char *page_verb(enum page_change change)
{
	static const char *const verbs[] = {
		[PAGE_ADDED] = "adds ",
		[PAGE_READ] = "",
		[PAGE_MAPPED] = "maps ",
		[PAGE_MAPPED_LATE] = "maps ",
		[PAGE_WRITABLE] = "makes ",
		[PAGE_ZEROED] = "zeroes a part of ",
		[PAGE_SPLIT] = "splits ",
		[PAGE_MOVED] = "moves ",
		[PAGE_DROPPED] = "drops ",
		[PAGE_LOCKED] = "locks ",
		[PAGE_UNLOCKED] = "unlocks ",
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
	case PAGE_MOVED:
		return " to other memory";
	default:
		return "";
	}
}

static bool page_is_mapping(enum page_change change)
{
	return change == PAGE_MAPPED || change == PAGE_MAPPED_LATE;
}

static uint32_t page_count(const struct page_range *pages)
{
	return pages->high - pages->low + 1;
}

/* What folios these pages are in, if they are large. */
static void page_append_order(const struct page_range *pages, struct row *row)
{
	uint32_t count = page_count(pages);

	if (pages->change == PAGE_SPLIT) {
		if (pages->into)
			row_append(row, " into folios of order %u",
				   pages->into);
		else
			row_append(row, " into pages");
	} else if (pages->order && page_is_mapping(pages->change)) {
		row_append(row, ": %u %s folio (order %u)", count,
			   count == 1 ? "page of a" : "pages of one",
			   pages->order);
	} else if (pages->order && count >> pages->order > 1) {
		row_append(row, " (%u folios of order %u)",
			   count >> pages->order, pages->order);
	} else if (pages->order) {
		row_append(row, " (order %u)", pages->order);
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
	row_append(row, "%s", page_result(pages->change));
	page_append_order(pages, row);
	row_append(row, "%s", pages->is_bad ? " <==" : "");
}

/* Two parts of one large folio that are mapped are one, two folios are not. */
static bool page_is_of_same_folio(const struct page_range *pages,
				  const struct page_range *next)
{
	return pages->low >> pages->order == next->low >> next->order;
}

static bool page_continues(const struct page_range *pages,
			   const struct page_range *next)
{
	return next->low == pages->high + 1 && !pages->is_bad &&
	       !next->is_bad && next->change != PAGE_SPLIT &&
	       (!next->order || !page_is_mapping(next->change) ||
		page_is_of_same_folio(pages, next));
}

/* A page is made writable, a folio zeroed, at several points. */
static bool page_repeats(const struct page_range *pages,
			 const struct page_range *next)
{
	return next->high == pages->high;
}

/* NEXT has happened, of which everything is known but row and is_bad. */
static void page_add(struct reader *reader, struct page_range next)
{
	struct page_range *pages = &reader_actor(reader)->pages;
	bool is_same = row_is_last(reader, pages->row) &&
		       pages->change == next.change &&
		       pages->file == next.file && pages->order == next.order;
	struct row *row;

	if (next.file >= reader->what->test->files ||
	    (is_same && page_repeats(pages, &next)))
		return;
	/* The page in which something was seen that is not allowed. */
	next.is_bad = next.file == reader->bad.file &&
		      reader->bad.index >= next.low &&
		      reader->bad.index <= next.high;
	if (is_same && page_continues(pages, &next)) {
		row = row_numbered(reader, pages->row);
		pages->high = next.high;
		row_set_held(reader, row);
	} else {
		row = row_add(reader, ROW_PAGE);
		*pages = next;
		pages->row = reader->rows->count;
	}
	page_set_text(reader, pages, row);
}

static uint8_t page_order(uint32_t pages)
{
	uint8_t order = 0;

	while (pages >>= 1)
		order++;
	return order;
}

/* All of FOLIO changed. */
static struct page_range page_all(enum page_change change,
				  struct held_folio folio)
{
	return (struct page_range){
		.change = change,
		.file = folio.file,
		.order = page_order(folio.pages),
		.low = folio.index,
		.high = folio.index + folio.pages - 1,
	};
}

static void page_changed(struct reader *reader, enum page_change change,
			 struct held_folio folio)
{
	page_add(reader, page_all(change, folio));
}

/* Truncation leaves the index in a folio, but not the file. */
static void page_mapped(struct reader *reader)
{
	const struct operation *operation = reader_operation(reader,
							     reader->event);
	struct page_range pages = page_all(PAGE_MAPPED,
					   event_folio(reader->event));

	/* A trace may come from a damaged file. */
	pages.order = reader->event->mode < 32 ? reader->event->mode : 0;
	if (pages.file == FSLITMUS_UNWATCHED) {
		if (!operation || operation->mapping < 0)
			return;
		pages.change = PAGE_MAPPED_LATE;
		pages.file = operation->file;
	}
	page_add(reader, pages);
}

static void page_split(struct reader *reader)
{
	struct page_range pages = page_all(PAGE_SPLIT,
					   event_folio(reader->event));

	locks_split(&reader->locks, reader->event);
	pages.into = reader->event->mode;
	page_add(reader, pages);
}

void page_event(struct reader *reader)
{
	struct held_folio folio = event_folio(reader->event);

	if (reader->event->kind == FSLITMUS_EVENT_ADDED)
		page_changed(reader, PAGE_ADDED, folio);
	else if (reader->event->kind == FSLITMUS_EVENT_MOVED)
		page_changed(reader, PAGE_MOVED, folio);
	else if (reader->event->kind == FSLITMUS_EVENT_MAPPED)
		page_mapped(reader);
	else
		page_split(reader);
}

/* The page whose entry is changed is in the folio locked last. */
void page_writing(struct reader *reader, const char *function)
{
	const struct reader_actor *actor = reader_actor(reader);
	const struct held *held = &reader->locks.by[reader->event->actor];
	struct held_folio folio;

	if (!held->count ||
	    !kernel_function_does(function, FUNCTION_MAKES_WRITABLE))
		return;
	folio = held->folios[held->count - 1];
	if (folio.pages > 1 && actor->fault_page < UINT32_MAX &&
	    folio_has_page(folio, actor->fault_page))
		folio = (struct held_folio){ .index = actor->fault_page,
					     .pages = 1,
					     .file = folio.file };
	page_changed(reader, PAGE_WRITABLE, folio);
}

/* Which folio it is no event says; it can only be one that is locked. */
void page_zeroing(struct reader *reader)
{
	const struct held *held = &reader->locks.by[reader->event->actor];

	if (held->count == 1 && held->folios[0].pages > 1)
		page_changed(reader, PAGE_ZEROED, held->folios[0]);
}

/* A folio is locked, then added: one event for each, and one row for both. */
static bool page_is_being_added(const struct reader *reader)
{
	const struct fslitmus_event *next = reader_next(reader, reader->at);

	return next && next->kind == FSLITMUS_EVENT_ADDED &&
	       next->value == reader->event->value;
}

void page_folio_locked(struct reader *reader, struct held_folio folio)
{
	if (reader->what->detail > 0 && !page_is_being_added(reader))
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
