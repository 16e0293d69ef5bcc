// SPDX-License-Identifier: GPL-2.0-or-later
/* Locks that are taken, released and downgraded. */
#include "timeline/reader.h"

#include <stdio.h>

void lock_name(const struct reader *reader, const struct fslitmus_event *event,
	       char *name, size_t size)
{
	struct held_folio folio = event_folio(event);
	const struct test *test = reader->what->test;

	if (event->lock == FSLITMUS_LOCK_MMAP)
		snprintf(name, size, "mmap_lock");
	else if (event->lock == FSLITMUS_LOCK_FOLIO &&
		 folio.file < test->files && folio.pages > 1)
		snprintf(name, size, "the folio of %s[%u..%u)",
			 test->file[folio.file].name, folio.index,
			 folio.index + folio.pages);
	else if (event->lock == FSLITMUS_LOCK_FOLIO && folio.file < test->files)
		snprintf(name, size, "the folio of %s[%u]",
			 test->file[folio.file].name, folio.index);
	else if (event->value < (unsigned int)test->files &&
		 event->lock != FSLITMUS_LOCK_FOLIO)
		snprintf(name, size, "%s%s%s",
			 event->lock == FSLITMUS_LOCK_INODE ? "i_rwsem" :
							      "invalidate_lock",
			 test->files > 1 ? " of " : "",
			 test->files > 1 ? test->file[event->value].name : "");
	else
		snprintf(name, size, "a lock of no file of the test");
}

bool lock_is_of_test(const struct reader *reader,
		     const struct fslitmus_event *event)
{
	unsigned int files = reader->what->test->files;

	switch (event->lock) {
	case FSLITMUS_LOCK_INODE:
	case FSLITMUS_LOCK_INVALIDATE:
		return event->value < files;
	case FSLITMUS_LOCK_FOLIO:
		return event_folio(event).file < files;
	}
	return false;
}

/* Every fault takes mmap_lock, so it is shown only with all detail. */
static bool lock_is_shown(const struct reader *reader)
{
	const struct fslitmus_event *event = reader->event;

	return lock_is_of_test(reader, event) ||
	       (event->lock == FSLITMUS_LOCK_MMAP && reader->what->detail > 0);
}

static void lock_semaphore(struct reader *reader)
{
	const struct fslitmus_event *event = reader->event;
	char name[64];
	struct row *row;

	if (!lock_is_shown(reader))
		return;
	lock_name(reader, event, name, sizeof(name));
	row = row_add(reader, ROW_LOCK);
	if (event->kind == FSLITMUS_EVENT_LOCKED)
		row_append(row, "locks %s %s", name,
			   event->mode ? "exclusive" : "shared");
	else
		row_append(row, "%s %s",
			   event->kind == FSLITMUS_EVENT_UNLOCKED ?
				   "unlocks" :
				   "downgrades",
			   name);
}

void lock_event(struct reader *reader)
{
	struct held_folio folio;
	int owner = locks_follow(&reader->locks, reader->event, &folio);

	if (reader->event->lock != FSLITMUS_LOCK_FOLIO)
		lock_semaphore(reader);
	else if (reader->event->kind == FSLITMUS_EVENT_LOCKED)
		page_folio_locked(reader, folio);
	else
		page_folio_unlocked(reader, owner, folio);
}
