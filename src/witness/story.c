// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Thousands of points become some dozens of rows. Without detail a row has to
 * say something of the test's own files: an operation, a fault, a lock of
 * theirs, what becomes of a page, a function that is telling by its name; and
 * a preemption or a wait only if somebody else got somewhere meanwhile.
 */
#include "witness/story.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "op/op.h"
#include "witness/outcome_words.h"
#include "witness/teller.h"

#define MICROSECOND 1000

static struct teller_actor *actor_of(struct teller *teller,
				     const struct fslitmus_event *event)
{
	return &teller->actors[event->actor];
}

static bool is_process(const struct teller *teller, int actor)
{
	return actor < teller->what->test->processes;
}

static int column_of(const struct teller *teller, int actor)
{
	if (is_process(teller, actor))
		return actor;
	return actor == FSLITMUS_ACTOR_INTERRUPT ? STORY_ACROSS :
						   STORY_WORKERS;
}

static const struct operation *operation_of(const struct teller *teller,
					    const struct fslitmus_event *event)
{
	const struct test *test = teller->what->test;
	unsigned int number = event->operation - 1u;
	unsigned int process = number / TEST_MAX_OPERATIONS;
	unsigned int index = number % TEST_MAX_OPERATIONS;

	if (!event->operation || process >= (unsigned int)test->processes ||
	    index >= (unsigned int)test->process[process].count)
		return NULL;
	return &test->process[process].operations[index];
}

/* Rows that others can see the effect of. */
static bool is_solid(const struct row *row)
{
	return !row->is_hidden && row->kind != ROW_PREEMPTED &&
	       row->kind != ROW_RESUMED && row->kind != ROW_WAITS;
}

static void tell_held(struct teller *teller, int actor, struct row *row)
{
	for (int p = 0; p < teller->what->test->processes; p++)
		if (teller->actors[p].operation >= 0)
			locks_text(&teller->locks, p, row->held[p]);
	if (row->column == STORY_WORKERS)
		locks_text(&teller->locks, actor, row->held[STORY_WORKERS]);
}

static struct row *grow(struct story *story)
{
	if (story->count == story->room) {
		story->room = story->room ? 2 * story->room : 256;
		story->rows = reallocarray(story->rows, story->room,
					   sizeof(*story->rows));
		if (!story->rows)
			die(EXIT_NOT_RUN, "out of memory for a timeline");
	}
	return &story->rows[story->count++];
}

static int indent_of(const struct teller_actor *actor, enum row_kind kind)
{
	if (kind == ROW_OPERATION || kind == ROW_RETURNED ||
	    kind == ROW_CONFLICT)
		return 0;
	return kind == ROW_FAULT || !actor->in_fault ? 1 : 2;
}

static struct row *add_row(struct teller *teller, int actor, enum row_kind kind)
{
	struct teller_actor *of = &teller->actors[actor];
	struct row *row = grow(teller->story);

	*row = (struct row){
		.time = teller->event->time - teller->what->events[0].time,
		.kind = kind,
		.column = column_of(teller, actor),
		.indent = indent_of(of, kind),
		.file = "",
	};
	tell_held(teller, actor, row);
	return row;
}

/* Workers share a column: whose row is it? */
static void name_worker(struct teller *teller, int actor)
{
	const struct guest_execution *execution = teller->what->execution;
	struct row *row;

	if (column_of(teller, actor) != STORY_WORKERS ||
	    teller->worker == actor)
		return;
	teller->worker = actor;
	row = add_row(teller, actor, ROW_OPERATION);
	if (execution && execution->run.actors[actor].comm[0])
		snprintf(row->text, sizeof(row->text), "%.15s",
			 execution->run.actors[actor].comm);
	else
		snprintf(row->text, sizeof(row->text), "actor %d", actor);
}

static struct row *new_row(struct teller *teller, enum row_kind kind)
{
	name_worker(teller, teller->event->actor);
	return add_row(teller, teller->event->actor, kind);
}

/* Does nothing that is shown come after it? */
static bool is_last(const struct teller *teller, uint32_t row)
{
	const struct story *story = teller->story;

	for (size_t i = row; row && i < story->count; i++)
		if (!story->rows[i].is_hidden)
			return false;
	return row;
}

/* Functions. */

/* Once in an operation or fault is enough: what comes again are loops, and
 * callers on the way back. */
static bool was_seen(struct teller_actor *actor, const char *function)
{
	for (int i = 0; i < actor->seen_count; i++)
		if (actor->seen[i] == function)
			return true;
	if (actor->seen_count < TELLER_SEEN)
		actor->seen[actor->seen_count++] = function;
	return false;
}

static bool is_wanted(const struct teller *teller, struct teller_actor *actor,
		      const struct symbol_frame *frame)
{
	if (teller->what->detail > 0)
		return true;
	return actor->is_shown && story_is_telling(frame) &&
	       !was_seen(actor, frame->function);
}

static void tell_function(struct teller *teller, struct teller_actor *actor,
			  const struct symbol_frame *frame)
{
	struct row *row;

	actor->function_row = 0;
	if (!is_wanted(teller, actor, frame))
		return;
	row = new_row(teller, ROW_FUNCTION);
	snprintf(row->text, sizeof(row->text), "%s", frame->function);
	row->file = frame->file;
	row->line = row->last_line = frame->line;
	actor->function_row = teller->story->count;
}

/* More points of the function just told. */
static void widen(struct teller *teller, struct teller_actor *actor,
		  const struct symbol_frame *frame)
{
	struct row *row;

	if (!is_last(teller, actor->function_row)) {
		if (teller->what->detail > 0)
			tell_function(teller, actor, frame);
		return;
	}
	row = &teller->story->rows[actor->function_row - 1];
	if (frame->line && frame->line < row->line)
		row->line = frame->line;
	if (frame->line > row->last_line)
		row->last_line = frame->line;
}

/*
 * The function a person would name: what headers bring in belongs to the
 * function of a source file around it.
 */
static struct symbol_frame frame_of(struct teller *teller,
				    struct teller_actor *actor, uint32_t pc)
{
	const struct symbol *symbol = teller->what->symbols ?
		symbols_find(teller->what->symbols, pc) : NULL;

	for (size_t i = 0; symbol && i < symbol->count; i++) {
		size_t length = strlen(symbol->frames[i].file);

		if (length > 2 &&
		    !strcmp(symbol->frames[i].file + length - 2, ".c"))
			return symbol->frames[i];
	}
	if (symbol && symbol->count)
		return symbol->frames[0];
	snprintf(actor->address, sizeof(actor->address), "%#x", pc);
	return (struct symbol_frame){ .function = actor->address, .file = "" };
}

static void tell_page(struct teller *teller, enum page_verb verb,
		      struct held_folio folio);

/* Truncation leaves the index, but not the file, in a folio. */
static void tell_late(struct teller *teller, struct held_folio folio)
{
	const struct operation *operation = operation_of(teller,
							 teller->event);

	if (!operation || operation->mapping < 0)
		return;
	folio.file = operation->file;
	tell_page(teller, PAGE_MAPPED_LATE, folio);
}

/* Page tables change under the lock of the page. */
static void tell_mapping(struct teller *teller, const char *function)
{
	const struct held *held = &teller->locks.by[teller->event->actor];
	struct held_folio folio;

	if (!held->count)
		return;
	folio = held->folios[held->count - 1];
	if (!strcmp(function, "set_pte_range")) {
		if (folio.file == FSLITMUS_UNWATCHED)
			tell_late(teller, folio);
		else
			tell_page(teller, PAGE_MAPPED, folio);
	} else if (!strcmp(function, "wp_page_reuse")) {
		tell_page(teller, PAGE_WRITABLE, folio);
	}
}

static void tell_point(struct teller *teller)
{
	struct teller_actor *actor = actor_of(teller, teller->event);
	struct symbol_frame frame = frame_of(teller, actor, teller->event->pc);
	bool again = !strcmp(actor->function, frame.function);

	teller->story->points++;
	snprintf(actor->function, sizeof(actor->function), "%s",
		 frame.function);
	actor->file = frame.file;
	actor->line = frame.line;
	if (teller->event->actor == FSLITMUS_ACTOR_INTERRUPT)
		return;
	if (again) {
		widen(teller, actor, &frame);
		return;
	}
	tell_function(teller, actor, &frame);
	tell_mapping(teller, frame.function);
}

/* What becomes of pages. */

static void page_text(const struct teller *teller, const struct page_run *run,
		      char *text, size_t size)
{
	static const char *const formats[] = {
		[PAGE_ADDED] = "adds %s",
		[PAGE_READ] = "%s has been read",
		[PAGE_MAPPED] = "maps %s",
		[PAGE_MAPPED_LATE] = "maps %s, which was dropped",
		[PAGE_WRITABLE] = "makes %s writable",
		[PAGE_DROPPED] = "drops %s",
		[PAGE_LOCKED] = "locks %s",
		[PAGE_UNLOCKED] = "unlocks %s",
	};
	char place[64];

	if (run->low == run->high)
		snprintf(place, sizeof(place), "%s[%u]",
			 teller->what->test->file[run->file].name, run->low);
	else
		snprintf(place, sizeof(place), "%s[%u..%u)",
			 teller->what->test->file[run->file].name, run->low,
			 run->high + 1);
	/* One of the table above. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(text, size, formats[run->verb], place);
#pragma GCC diagnostic pop
	if (run->is_bad)
		snprintf(text + strlen(text), size - strlen(text), " <==");
}

/* The page in which something was seen that is not allowed. */
static bool is_bad(const struct teller *teller, struct held_folio folio)
{
	return folio.file == teller->bad.file &&
	       folio.index == teller->bad.index;
}

static bool continues(const struct teller *teller, const struct page_run *run,
		      enum page_verb verb, struct held_folio folio)
{
	return is_last(teller, run->row) && run->verb == verb &&
	       run->file == folio.file && folio.index == run->high + 1 &&
	       !run->is_bad && !is_bad(teller, folio);
}

/* One page's entry is set at several points. */
static bool repeats(const struct teller *teller, const struct page_run *run,
		    enum page_verb verb, struct held_folio folio)
{
	return is_last(teller, run->row) && run->verb == verb &&
	       run->file == folio.file && folio.index == run->high;
}

static void tell_page(struct teller *teller, enum page_verb verb,
		      struct held_folio folio)
{
	struct page_run *run = &actor_of(teller, teller->event)->run;
	struct row *row;

	if (folio.file >= teller->what->test->files ||
	    repeats(teller, run, verb, folio))
		return;
	if (continues(teller, run, verb, folio)) {
		row = &teller->story->rows[run->row - 1];
		run->high = folio.index;
		tell_held(teller, teller->event->actor, row);
	} else {
		row = new_row(teller, ROW_PAGE);
		*run = (struct page_run){
			.row = teller->story->count, .verb = verb,
			.file = folio.file,
			.low = folio.index, .high = folio.index,
			.is_bad = is_bad(teller, folio),
		};
	}
	page_text(teller, run, row->text, sizeof(row->text));
}

static void tell_folio_locked(struct teller *teller, struct held_folio folio)
{
	if (!strcmp(actor_of(teller, teller->event)->function,
		    "filemap_add_folio"))
		tell_page(teller, PAGE_ADDED, folio);
	else if (teller->what->detail > 0)
		tell_page(teller, PAGE_LOCKED, folio);
}

static void tell_folio_unlocked(struct teller *teller, int owner,
				struct held_folio folio)
{
	if (owner < 0)
		return;
	if (event_folio(teller->event).file == FSLITMUS_UNWATCHED)
		tell_page(teller, PAGE_DROPPED, folio);
	else if (teller->event->actor == FSLITMUS_ACTOR_INTERRUPT)
		tell_page(teller, PAGE_READ, folio);
	else if (teller->what->detail > 0)
		tell_page(teller, PAGE_UNLOCKED, folio);
}

/* Locks. */

static void lock_name(const struct teller *teller,
		      const struct fslitmus_event *event, char *name,
		      size_t size)
{
	struct held_folio folio = event_folio(event);
	const struct test *test = teller->what->test;

	if (event->lock == FSLITMUS_LOCK_MMAP)
		snprintf(name, size, "mmap_lock");
	else if (event->lock == FSLITMUS_LOCK_FOLIO &&
		 folio.file < test->files)
		snprintf(name, size, "the folio of %s[%u]",
			 test->file[folio.file].name, folio.index);
	else if (event->value < (unsigned int)test->files &&
		 event->lock != FSLITMUS_LOCK_FOLIO)
		snprintf(name, size, "%s%s%s",
			 event->lock == FSLITMUS_LOCK_INODE ?
				 "i_rwsem" : "invalidate_lock",
			 test->files > 1 ? " of " : "",
			 test->files > 1 ? test->file[event->value].name :
					   "");
	else
		snprintf(name, size, "a lock of no file of the test");
}

static bool is_of_test(const struct teller *teller,
		       const struct fslitmus_event *event)
{
	unsigned int files = teller->what->test->files;

	switch (event->lock) {
	case FSLITMUS_LOCK_INODE:
	case FSLITMUS_LOCK_INVALIDATE:
		return event->value < files;
	case FSLITMUS_LOCK_FOLIO:
		return event_folio(event).file < files;
	}
	return false;
}

static void tell_semaphore(struct teller *teller)
{
	const struct fslitmus_event *event = teller->event;
	bool is_own = event->lock == FSLITMUS_LOCK_MMAP;
	char name[64];
	struct row *row;

	if (!is_of_test(teller, event) && !(is_own && teller->what->detail > 0))
		return;
	lock_name(teller, event, name, sizeof(name));
	row = new_row(teller, ROW_LOCK);
	if (event->kind == FSLITMUS_EVENT_LOCKED)
		snprintf(row->text, sizeof(row->text), "locks %s %s", name,
			 event->mode ? "exclusive" : "shared");
	else
		snprintf(row->text, sizeof(row->text), "%s %s",
			 event->kind == FSLITMUS_EVENT_UNLOCKED ?
				 "unlocks" : "downgrades", name);
}

static void tell_lock(struct teller *teller)
{
	struct held_folio folio;
	int owner = locks_follow(&teller->locks, teller->event, &folio);

	if (teller->event->lock != FSLITMUS_LOCK_FOLIO)
		tell_semaphore(teller);
	else if (teller->event->kind == FSLITMUS_EVENT_LOCKED)
		tell_folio_locked(teller, folio);
	else
		tell_folio_unlocked(teller, owner, folio);
}

/* Preemptions and waits: who is away, and did it matter? */

static void leave(struct teller *teller)
{
	actor_of(teller, teller->event)->away_row = teller->story->count;
}

static bool somebody_moved(const struct story *story, uint32_t since)
{
	const struct row *away = &story->rows[since - 1];

	for (size_t i = since; i < story->count; i++) {
		const struct row *row = &story->rows[i];

		if (is_solid(row) && row->column != away->column &&
		    (row->column != STORY_ACROSS || away->kind == ROW_WAITS))
			return true;
	}
	return false;
}

/* Returns whether the row that tells of the leaving stays. */
static bool come_back(struct teller *teller)
{
	struct teller_actor *actor = actor_of(teller, teller->event);
	struct story *story = teller->story;
	struct row *away;

	if (!actor->away_row)
		return false;
	away = &story->rows[actor->away_row - 1];
	if (teller->what->detail <= 0 && !somebody_moved(story, actor->away_row)) {
		away->is_hidden = true;
		story->folded += away->kind == ROW_PREEMPTED;
	}
	away->until = story->count;
	actor->away_row = 0;
	return !away->is_hidden;
}

static const struct fslitmus_event *next_of(const struct teller *teller,
					    size_t at)
{
	size_t next = teller->next[at];

	return next < teller->what->count ? &teller->what->events[next] :
					    NULL;
}

/* Times are microseconds, as in the first column. */
static void tell_until(const struct teller *teller, struct row *row)
{
	const struct fslitmus_event *next = next_of(teller, teller->at);
	unsigned long long ticks = teller->event->value;
	size_t used = strlen(row->text);

	if (next && next->kind == FSLITMUS_EVENT_RESUMED)
		snprintf(row->text + used, sizeof(row->text) - used,
			 " until %llu (%llu tick%s)",
			 (unsigned long long)(next->time -
				teller->what->events[0].time) / MICROSECOND,
			 ticks, ticks == 1 ? "" : "s");
	else
		snprintf(row->text + used, sizeof(row->text) - used,
			 " to the end (%llu ticks)", ticks);
}

static void tell_preempted(struct teller *teller)
{
	const struct fslitmus_event *event = teller->event;
	struct teller_actor *actor = actor_of(teller, event);
	struct row *row;

	teller->story->preemptions++;
	actor->preemption = teller->story->preemptions;
	if (!actor->is_shown) {
		teller->story->folded++;
		return;
	}
	row = new_row(teller, ROW_PREEMPTED);
	if (!event->value) {
		snprintf(row->text, sizeof(row->text),
			 "#%u FALLS BEHIND all others in %s",
			 actor->preemption, actor->function);
	} else {
		snprintf(row->text, sizeof(row->text),
			 "#%u PREEMPTED in %s", actor->preemption,
			 actor->function);
		tell_until(teller, row);
		leave(teller);
	}
	row->file = actor->file ?: "";
	row->line = row->last_line = actor->line;
}

static void tell_resumed(struct teller *teller)
{
	struct teller_actor *actor = actor_of(teller, teller->event);
	struct row *row;

	if (!come_back(teller))
		return;
	row = new_row(teller, ROW_RESUMED);
	snprintf(row->text, sizeof(row->text), "#%u goes on",
		 actor->preemption);
}

/* Interrupts come upon whoever is there. */
static bool gives_way(const struct teller *teller)
{
	const struct fslitmus_event *events = teller->what->events;
	size_t next = teller->next[teller->at];

	if (next == teller->what->count)
		return false;
	for (size_t i = teller->at + 1; i < next; i++)
		if (events[i].actor != FSLITMUS_ACTOR_INTERRUPT)
			return true;
	return events[next].time - teller->event->time >= MICROSECOND;
}

/* The folio it will have locked shortly after the wait. */
static const struct fslitmus_event *folio_wanted(const struct teller *teller)
{
	size_t at = teller->at;

	for (int i = 0; i < 16; i++) {
		at = teller->next[at];
		if (at == teller->what->count)
			break;
		if (teller->what->events[at].kind == FSLITMUS_EVENT_LOCKED)
			return &teller->what->events[at];
	}
	return NULL;
}

static const struct fslitmus_event *lock_wanted(const struct teller *teller)
{
	const struct fslitmus_event *next = next_of(teller, teller->at);
	const struct fslitmus_event *folio;

	if (next->kind == FSLITMUS_EVENT_LOCKED)
		return next;
	if (strcmp(teller->actors[teller->event->actor].function,
		   "folio_wait_bit_common"))
		return NULL;
	folio = folio_wanted(teller);
	return folio && folio->lock == FSLITMUS_LOCK_FOLIO ? folio : NULL;
}

static void tell_holder(const struct teller *teller, struct row *row,
			const struct fslitmus_event *wanted)
{
	int holder = locks_holder(&teller->locks, wanted);
	size_t used = strlen(row->text);

	if (holder >= 0 && is_process(teller, holder))
		snprintf(row->text + used, sizeof(row->text) - used,
			 ", held by P%d", holder);
}

static void tell_wait(struct teller *teller)
{
	struct teller_actor *actor = actor_of(teller, teller->event);
	const struct fslitmus_event *wanted = lock_wanted(teller);
	char name[64];
	struct row *row;

	if (wanted && wanted->lock != FSLITMUS_LOCK_OTHER &&
	    (is_of_test(teller, wanted) ||
	     wanted->lock == FSLITMUS_LOCK_MMAP)) {
		lock_name(teller, wanted, name, sizeof(name));
		row = new_row(teller, ROW_WAITS);
		snprintf(row->text, sizeof(row->text), "waits for %s", name);
		tell_holder(teller, row, wanted);
	} else if (strstr(actor->function, "wait") || teller->what->detail > 0) {
		row = new_row(teller, ROW_WAITS);
		snprintf(row->text, sizeof(row->text), "waits in %s",
			 actor->function);
	} else {
		return;
	}
	row->file = actor->file ?: "";
	row->line = row->last_line = actor->line;
	leave(teller);
}

static void look_for_wait(struct teller *teller)
{
	const struct fslitmus_event *event = teller->event;

	if (!is_process(teller, event->actor) ||
	    event->kind == FSLITMUS_EVENT_PREEMPTED ||
	    teller->actors[event->actor].operation < 0)
		return;
	if (gives_way(teller))
		tell_wait(teller);
}

/* Operations and faults. */

static void tell_began(struct teller *teller)
{
	struct teller_actor *actor = actor_of(teller, teller->event);
	const struct operation *operation = operation_of(teller,
							 teller->event);
	struct row *row;

	/* An operation may take several calls. */
	if (!operation || actor->operation == operation->index)
		return;
	actor->operation = operation->index;
	actor->faulted = false;
	actor->seen_count = 0;
	row = new_row(teller, ROW_OPERATION);
	operation_words(teller->what->test, operation, row->text,
			sizeof(row->text));
	actor->operation_row = teller->story->count;
}

static void tell_conflict(struct teller *teller,
			  const struct operation *operation)
{
	char text[ROW_TEXT_SIZE];

	if (conflict_words(teller->what, operation, text, sizeof(text)))
		snprintf(new_row(teller, ROW_CONFLICT)->text, ROW_TEXT_SIZE,
			 "%s", text);
}

static void tell_ended(struct teller *teller)
{
	struct teller_actor *actor = actor_of(teller, teller->event);
	const struct operation *operation = operation_of(teller,
							 teller->event);
	char outcome[WORDS_SIZE];
	struct row *row;
	size_t used;

	if (!operation || teller->at != teller->end[operation->process]
						   [operation->index])
		return;
	outcome_words(teller->what, operation, teller->event->value, outcome,
		      sizeof(outcome));
	if (is_last(teller, actor->operation_row)) {
		row = &teller->story->rows[actor->operation_row - 1];
	} else {
		row = new_row(teller, ROW_RETURNED);
		operation_words(teller->what->test, operation, row->text,
				sizeof(row->text));
	}
	used = strlen(row->text);
	snprintf(row->text + used, sizeof(row->text) - used, "%s%s", outcome,
		 operation->type->traits & TRAIT_WORD && !actor->faulted ?
			 " (no fault)" : "");
	tell_conflict(teller, operation);
	actor->operation = -1;
}

static void tell_fault(struct teller *teller)
{
	struct teller_actor *actor = actor_of(teller, teller->event);
	struct row *row = new_row(teller, ROW_FAULT);

	actor->faulted = true;
	actor->in_fault = true;
	actor->seen_count = 0;
	fault_words(teller->what->test, operation_of(teller, teller->event),
		    teller->event, row->text, sizeof(row->text));
}

static void tell_faulted(struct teller *teller)
{
	struct teller_actor *actor = actor_of(teller, teller->event);
	struct row *row;

	actor->in_fault = false;
	if (!teller->event->value && teller->what->detail <= 0)
		return;
	row = new_row(teller, ROW_FAULT);
	snprintf(row->text, sizeof(row->text), "the fault %s",
		 teller->event->value ? "fails" : "ends");
}

static void tell_event(struct teller *teller)
{
	struct teller_actor *actor = actor_of(teller, teller->event);

	if (actor->away_row &&
	    teller->event->kind != FSLITMUS_EVENT_RESUMED)
		come_back(teller);
	switch ((enum fslitmus_event_kind)teller->event->kind) {
	case FSLITMUS_EVENT_POINT:
		tell_point(teller);
		break;
	case FSLITMUS_EVENT_PREEMPTED:
		tell_preempted(teller);
		break;
	case FSLITMUS_EVENT_RESUMED:
		tell_resumed(teller);
		break;
	case FSLITMUS_EVENT_BEGAN:
		tell_began(teller);
		break;
	case FSLITMUS_EVENT_ENDED:
		tell_ended(teller);
		break;
	case FSLITMUS_EVENT_LOCKED:
	case FSLITMUS_EVENT_UNLOCKED:
	case FSLITMUS_EVENT_DOWNGRADED:
		tell_lock(teller);
		break;
	case FSLITMUS_EVENT_FAULT:
		tell_fault(teller);
		break;
	case FSLITMUS_EVENT_FAULTED:
		tell_faulted(teller);
		break;
	}
	look_for_wait(teller);
}

/* What has to be known before the first row. */
static void look_ahead(struct teller *teller)
{
	const struct timeline *what = teller->what;
	size_t last[FSLITMUS_ACTORS];

	for (int i = 0; i < FSLITMUS_ACTORS; i++)
		last[i] = what->count;
	for (size_t i = what->count; i-- > 0;) {
		const struct fslitmus_event *event = &what->events[i];
		const struct operation *operation = operation_of(teller,
								 event);

		if (event->actor >= FSLITMUS_ACTORS)
			continue;
		teller->next[i] = last[event->actor];
		last[event->actor] = i;
		if (event->kind == FSLITMUS_EVENT_ENDED && operation &&
		    !teller->end[operation->process][operation->index])
			teller->end[operation->process][operation->index] = i;
		/* Workers that touch a file of the test. */
		if (is_of_test(teller, event) &&
		    event->kind >= FSLITMUS_EVENT_LOCKED &&
		    event->kind <= FSLITMUS_EVENT_DOWNGRADED)
			teller->actors[event->actor].is_shown = true;
	}
}

static void prepare(struct teller *teller)
{
	const struct timeline *what = teller->what;

	teller->worker = -1;
	bad_page(what, &teller->bad);
	teller->next = calloc(what->count, sizeof(*teller->next));
	if (what->count && !teller->next)
		die(EXIT_NOT_RUN, "out of memory for a timeline");
	for (int i = 0; i < FSLITMUS_ACTORS; i++) {
		teller->actors[i].operation = -1;
		teller->actors[i].is_shown = what->detail > 0 ||
					     is_process(teller, i);
	}
	look_ahead(teller);
}

static void settle_the_rest(struct teller *teller)
{
	for (int i = 0; i < FSLITMUS_ACTORS; i++) {
		struct fslitmus_event last = { .actor = i };

		teller->event = &last;
		come_back(teller);
	}
}

/* What is left says by itself which code it was: locks and pages. */
static void leave_functions_out(struct story *story)
{
	for (size_t i = 0; i < story->count; i++)
		if (story->rows[i].kind == ROW_FUNCTION)
			story->rows[i].is_hidden = true;
}

struct story *story_tell(const struct timeline *what)
{
	struct story *story = calloc(1, sizeof(*story));
	struct teller *teller = calloc(1, sizeof(*teller));

	if (!story || !teller)
		die(EXIT_NOT_RUN, "out of memory for a timeline");
	teller->what = what;
	teller->story = story;
	prepare(teller);
	for (size_t i = 0; i < what->count; i++) {
		teller->at = i;
		teller->event = &what->events[i];
		if (teller->event->actor < FSLITMUS_ACTORS)
			tell_event(teller);
	}
	settle_the_rest(teller);
	if (what->detail < 0)
		leave_functions_out(story);
	locks_free(&teller->locks);
	free(teller->next);
	free(teller);
	return story;
}

void story_free(struct story *story)
{
	free(story->rows);
	free(story);
}
