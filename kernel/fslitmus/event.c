// SPDX-License-Identifier: GPL-2.0-only
/* Records events for a timeline, if asked to. */
#include "fslitmus.h"

#include <linux/errno.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/preempt.h>
#include <linux/rwsem.h>

/* Its name before Linux 6.17. */
#ifndef FOLIO_MAPPING_FLAGS
#define FOLIO_MAPPING_FLAGS PAGE_MAPPING_FLAGS
#endif

bool fslitmus_tracing;

/* Always there: if it were allocated when a trace begins, files would get other
 * pages than without a trace, and the execution would be another. */
static struct fslitmus_event events[FSLITMUS_EVENTS_MAX];
static u32 event_count;
static u32 events_lost;
/* Compared but never dereferenced, since the file may be gone. */
static struct inode *watched[FSLITMUS_WATCHED];

void fslitmus_events_reset(void)
{
	event_count = 0;
	events_lost = 0;
}

const struct fslitmus_event *fslitmus_events(u32 *count, u32 *lost)
{
	*count = event_count;
	*lost = events_lost;
	return events;
}

void fslitmus_record_event(struct fslitmus_actor *actor,
			   struct fslitmus_event event)
{
	if (event_count == FSLITMUS_EVENTS_MAX) {
		events_lost++;
		return;
	}
	event.time = fslitmus_now();
	event.actor = actor->id;
	event.point = actor->legal;
	event.operation = actor->operation;
	events[event_count++] = event;
}

void fslitmus_record(struct fslitmus_actor *actor, u8 kind, u32 pc, u64 value)
{
	if (fslitmus_tracing)
		fslitmus_record_event(actor, (struct fslitmus_event) {
			.kind = kind, .pc = pc, .value = value,
		});
}

static u8 event_file(const struct inode *inode)
{
	for (u32 i = 0; i < FSLITMUS_WATCHED; i++)
		if (inode && watched[i] == inode)
			return i;
	return FSLITMUS_UNWATCHED;
}

static void event_name_rwsem(const struct rw_semaphore *sem,
		       struct fslitmus_event *event)
{
	event->lock = FSLITMUS_LOCK_OTHER;
	event->value = (unsigned long)sem;
	if (current->mm && sem == &current->mm->mmap_lock) {
		event->lock = FSLITMUS_LOCK_MMAP;
		event->value = 0;
	}
	for (u32 i = 0; i < FSLITMUS_WATCHED; i++) {
		if (!watched[i])
			continue;
		if (sem == &watched[i]->i_rwsem)
			event->lock = FSLITMUS_LOCK_INODE;
		else if (sem == &watched[i]->i_data.invalidate_lock)
			event->lock = FSLITMUS_LOCK_INVALIDATE;
		else
			continue;
		event->value = i;
	}
}

/*
 * The actor that an event is recorded for, or NULL. A kernel thread that has
 * not passed a point yet has none, and does not get one here: tracing must not
 * change which actor it becomes.
 */
static struct fslitmus_actor *event_actor(void)
{
	if (!fslitmus_running || !fslitmus_tracing)
		return NULL;
	/* The end of an I/O unlocks the folios that were read. */
	return in_task() ? current->fslitmus :
			   &fslitmus_actors[FSLITMUS_ACTOR_INTERRUPT];
}

void fslitmus_record_rwsem(struct rw_semaphore *sem, int kind, int mode)
{
	struct fslitmus_actor *actor = event_actor();
	struct fslitmus_event event = { .kind = kind, .mode = mode };

	if (!actor)
		return;
	event_name_rwsem(sem, &event);
	fslitmus_record_event(actor, event);
}

/* Records an event about a folio's pages, from page INDEX of its file on. */
static void event_record_pages(const struct folio *folio, pgoff_t index,
			       struct fslitmus_event event)
{
	struct fslitmus_actor *actor = event_actor();
	struct address_space *mapping;
	u8 number = FSLITMUS_UNWATCHED;

	if (!actor)
		return;
	mapping = READ_ONCE(folio->mapping);
	if (mapping && !((unsigned long)mapping & FOLIO_MAPPING_FLAGS))
		number = event_file(mapping->host);
	event.lock = FSLITMUS_LOCK_FOLIO;
	event.value = (u64)index << 8 | number;
	fslitmus_record_event(actor, event);
}

void fslitmus_record_folio(struct folio *folio, int kind)
{
	if (!fslitmus_tracing)
		return;
	event_record_pages(folio, folio->index, (struct fslitmus_event) {
		.kind = kind, .mode = FSLITMUS_EXCLUSIVE,
		.pages = folio_nr_pages(folio),
	});
}

void fslitmus_record_added(struct folio *folio)
{
	fslitmus_record_folio(folio, FSLITMUS_EVENT_LOCKED);
	fslitmus_record_folio(folio, FSLITMUS_EVENT_ADDED);
}

void fslitmus_record_split(struct folio *folio, unsigned int new_order)
{
	if (!fslitmus_tracing)
		return;
	event_record_pages(folio, folio->index, (struct fslitmus_event) {
		.kind = FSLITMUS_EVENT_SPLIT, .mode = new_order,
		.pages = folio_nr_pages(folio),
	});
}

void fslitmus_record_mapped(struct folio *folio, struct page *page,
			    unsigned int pages)
{
	if (!fslitmus_tracing)
		return;
	event_record_pages(folio, folio->index + folio_page_idx(folio, page),
			   (struct fslitmus_event) {
		.kind = FSLITMUS_EVENT_MAPPED, .mode = folio_order(folio),
		.pages = pages,
	});
}

int fslitmus_watch(int fd, unsigned long number)
{
	struct file *file;

	if (number >= FSLITMUS_WATCHED)
		return -EINVAL;
	watched[number] = NULL;
	if (fd == -1)
		return 0;
	file = fget(fd);
	if (!file)
		return -EBADF;
	watched[number] = file_inode(file);
	fput(file);
	return 0;
}
