// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Waits. No event says that an actor waits: it does if others ran, or time
 * passed, before its next event. What it waited for is the lock that it took
 * then.
 */
#include "timeline/reader.h"

#include <string.h>

#include "timeline/kernel_functions.h"

/* How many events after a wait its folio is locked at the latest. */
#define WAIT_LOCKED_WITHIN 16

/* An interrupt runs on top of any actor, so it is no sign of a wait. */
static bool wait_follows(const struct reader *reader)
{
	const struct fslitmus_event *events = reader->what->events;
	size_t next = reader->next[reader->at];

	if (next == reader->what->count)
		return false;
	for (size_t i = reader->at + 1; i < next; i++)
		if (events[i].actor != FSLITMUS_ACTOR_INTERRUPT)
			return true;
	return events[next].time - reader->event->time >= MICROSECOND;
}

/* The next lock taken, if it is soon. */
static const struct fslitmus_event *wait_next_lock(const struct reader *reader)
{
	size_t at = reader->at;

	for (int i = 0; i < WAIT_LOCKED_WITHIN; i++) {
		at = reader->next[at];
		if (at == reader->what->count)
			break;
		if (reader->what->events[at].kind == FSLITMUS_EVENT_LOCKED)
			return &reader->what->events[at];
	}
	return NULL;
}

/* Semaphores are taken right after the wait, folios some points later. */
static const struct fslitmus_event *wait_lock(struct reader *reader)
{
	const struct fslitmus_event *next = reader_next(reader, reader->at);
	const struct fslitmus_event *folio;

	if (next->kind == FSLITMUS_EVENT_LOCKED)
		return next;
	if (!kernel_function_does(reader_actor(reader)->function,
				  FUNCTION_WAITS_FOR_FOLIO))
		return NULL;
	folio = wait_next_lock(reader);
	return folio && folio->lock == FSLITMUS_LOCK_FOLIO ? folio : NULL;
}

static struct row *wait_for_lock(struct reader *reader,
				 const struct fslitmus_event *wanted)
{
	int holder = locks_holder(&reader->locks, wanted);
	struct row *row = row_add(reader, ROW_WAITS);
	char name[64];

	lock_name(reader, wanted, name, sizeof(name));
	row_append(row, "waits for %s", name);
	if (holder >= 0 && reader_is_process(reader, holder))
		row_append(row, ", held by P%d", holder);
	return row;
}

static void wait_add(struct reader *reader)
{
	struct reader_actor *actor = reader_actor(reader);
	const struct fslitmus_event *wanted = wait_lock(reader);
	struct row *row;

	if (wanted && wanted->lock != FSLITMUS_LOCK_OTHER &&
	    (lock_is_of_test(reader, wanted) ||
	     wanted->lock == FSLITMUS_LOCK_MMAP)) {
		row = wait_for_lock(reader, wanted);
	} else if (strstr(actor->function, "wait") ||
		   reader->what->detail > 0) {
		row = row_add(reader, ROW_WAITS);
		row_append(row, "waits in %s", actor->function);
	} else {
		return;
	}
	row_set_place(row, actor);
	absence_begins(reader);
}

void wait_look(struct reader *reader)
{
	const struct fslitmus_event *event = reader->event;

	if (!reader_is_process(reader, event->actor) ||
	    event->kind == FSLITMUS_EVENT_PREEMPTED ||
	    reader_actor(reader)->operation < 0)
		return;
	if (wait_follows(reader))
		wait_add(reader);
}
