// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From events to rows: thousands of points become some dozens of rows.
 *
 * Unless all detail is asked for, a row has to say something about the files
 * of the test: an operation, a fault, a lock of one, what happens to a page, a
 * function whose name says that it is about the page cache. A preemption or a
 * wait is shown only if somebody else did something meanwhile.
 */
#include "timeline/rows.h"

#include <stdlib.h>

#include "base/memory.h"
#include "timeline/outcome_words.h"
#include "timeline/reader.h"

const struct operation *reader_operation(const struct reader *reader,
					 const struct fslitmus_event *event)
{
	const struct test *test = reader->what->test;
	unsigned int number = event->operation - 1u;
	unsigned int process = number / TEST_MAX_OPERATIONS;
	unsigned int index = number % TEST_MAX_OPERATIONS;

	if (!event->operation || process >= (unsigned int)test->processes ||
	    index >= (unsigned int)test->process[process].count)
		return NULL;
	return &test->process[process].operations[index];
}

const struct fslitmus_event *reader_next(const struct reader *reader, size_t at)
{
	size_t next = reader->next[at];

	return next < reader->what->count ? &reader->what->events[next] : NULL;
}

static void reader_dispatch(struct reader *reader)
{
	switch ((enum fslitmus_event_kind)reader->event->kind) {
	case FSLITMUS_EVENT_POINT:
		function_point(reader);
		break;
	case FSLITMUS_EVENT_PREEMPTED:
		preemption_begins(reader);
		break;
	case FSLITMUS_EVENT_RESUMED:
		preemption_ends(reader);
		break;
	case FSLITMUS_EVENT_BEGAN:
		operation_begins(reader);
		break;
	case FSLITMUS_EVENT_ENDED:
		operation_ends(reader);
		break;
	case FSLITMUS_EVENT_LOCKED:
	case FSLITMUS_EVENT_UNLOCKED:
	case FSLITMUS_EVENT_DOWNGRADED:
		lock_event(reader);
		break;
	case FSLITMUS_EVENT_FAULT:
		fault_begins(reader);
		break;
	case FSLITMUS_EVENT_FAULTED:
		fault_ends(reader);
		break;
	case FSLITMUS_EVENT_ADDED:
	case FSLITMUS_EVENT_SPLIT:
	case FSLITMUS_EVENT_MOVED:
	case FSLITMUS_EVENT_MAPPED:
		page_event(reader);
		break;
	}
}

/* An actor that was away runs again with its next event, whatever it is. */
static void reader_read(struct reader *reader, size_t at)
{
	reader->at = at;
	reader->event = &reader->what->events[at];
	if (reader->event->actor >= FSLITMUS_ACTORS)
		return;
	if (reader_actor(reader)->away_row &&
	    reader->event->kind != FSLITMUS_EVENT_RESUMED)
		absence_ends(reader);
	reader_dispatch(reader);
	wait_look(reader);
}

static bool is_about_lock(const struct fslitmus_event *event)
{
	return event->kind >= FSLITMUS_EVENT_LOCKED &&
	       event->kind <= FSLITMUS_EVENT_DOWNGRADED;
}

/* What must be known before the first row: backwards from the last event. */
static void reader_look_ahead(struct reader *reader)
{
	const struct timeline *what = reader->what;
	size_t last[FSLITMUS_ACTORS];

	for (int i = 0; i < FSLITMUS_ACTORS; i++)
		last[i] = what->count;
	for (size_t i = what->count; i-- > 0;) {
		const struct fslitmus_event *event = &what->events[i];
		const struct operation *operation = reader_operation(reader,
								     event);

		if (event->actor >= FSLITMUS_ACTORS)
			continue;
		reader->next[i] = last[event->actor];
		last[event->actor] = i;
		if (event->kind == FSLITMUS_EVENT_ENDED && operation &&
		    !reader->end[operation->process][operation->index])
			reader->end[operation->process][operation->index] = i;
		/* Workers are shown if they touch a file of the test. */
		if (is_about_lock(event) && lock_is_of_test(reader, event))
			reader->actors[event->actor].is_shown = true;
	}
}

static void reader_open(struct reader *reader)
{
	const struct timeline *what = reader->what;

	reader->worker = -1;
	bad_page(what, &reader->bad);
	reader->next = xcalloc(what->count, sizeof(*reader->next));
	for (int i = 0; i < FSLITMUS_ACTORS; i++) {
		reader->actors[i].operation = -1;
		reader->actors[i].is_shown = what->detail > 0 ||
					     reader_is_process(reader, i);
	}
	reader_look_ahead(reader);
}

/* An actor may be away to the end and have missed nothing. */
static void reader_end_absences(struct reader *reader)
{
	for (int i = 0; i < FSLITMUS_ACTORS; i++) {
		struct fslitmus_event last = { .actor = i };

		reader->event = &last;
		absence_ends(reader);
	}
}

/* Locks and pages remain, which say by themselves which code it was. */
static void rows_hide_functions(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		if (rows->at[i].kind == ROW_FUNCTION)
			rows->at[i].is_hidden = true;
}

struct rows *rows_read(const struct timeline *what)
{
	struct rows *rows = xcalloc(1, sizeof(*rows));
	struct reader *reader = xcalloc(1, sizeof(*reader));

	reader->what = what;
	reader->rows = rows;
	reader_open(reader);
	for (size_t i = 0; i < what->count; i++)
		reader_read(reader, i);
	reader_end_absences(reader);
	if (what->detail < 0)
		rows_hide_functions(rows);
	locks_free(&reader->locks);
	free(reader->next);
	free(reader);
	return rows;
}

void rows_free(struct rows *rows)
{
	free(rows->at);
	free(rows);
}
