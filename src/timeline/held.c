// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which locks each actor holds. Events say who locked or unlocked what; two
 * things are not so simple. A read from disk ends in an interrupt, which
 * unlocks the folio that another actor locked. And truncation takes a folio
 * out of its file before it unlocks it, so the file is no longer known then.
 */
#include "timeline/held.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct held_folio event_folio(const struct fslitmus_event *event)
{
	return (struct held_folio){ .index = event->value >> 8,
				    .pages = event->pages ?: 1,
				    .file = event->value & 0xff };
}

bool folio_has_page(struct held_folio folio, uint32_t index)
{
	return index >= folio.index && index - folio.index < folio.pages;
}

/* How an actor holds the semaphore of EVENT; NULL: one of no interest. */
static uint8_t *held_semaphore(struct held *held,
			       const struct fslitmus_event *event)
{
	if (event->lock == FSLITMUS_LOCK_MMAP)
		return &held->mmap;
	if (event->value >= FSLITMUS_WATCHED)
		return NULL;
	if (event->lock == FSLITMUS_LOCK_INODE)
		return &held->inode[event->value];
	if (event->lock == FSLITMUS_LOCK_INVALIDATE)
		return &held->invalidate[event->value];
	return NULL;
}

static void held_add_folio(struct held *held, struct held_folio folio)
{
	if (held->count == held->room) {
		held->room = held->room ? 2 * held->room : 16;
		held->folios = xrealloc(held->folios, held->room,
					sizeof(folio));
	}
	held->folios[held->count++] = folio;
}

/* OTHER may have lost its file since it was locked. */
static bool is_same_file(struct held_folio held, struct held_folio other)
{
	return held.file == other.file || other.file == FSLITMUS_UNWATCHED;
}

static bool is_same_folio(struct held_folio held, struct held_folio other)
{
	return held.index == other.index && is_same_file(held, other);
}

static void held_remove_at(struct held *held, size_t i)
{
	held->count--;
	memmove(&held->folios[i], &held->folios[i + 1],
		(held->count - i) * sizeof(*held->folios));
}

/*
 * The one locked last: folios of files that are not watched look alike, and
 * there may be several of one index.
 */
static bool held_remove_own(struct held *held, struct held_folio *folio)
{
	for (size_t i = held->count; i-- > 0;) {
		if (!is_same_folio(held->folios[i], *folio))
			continue;
		*folio = held->folios[i];
		held_remove_at(held, i);
		return true;
	}
	return false;
}

static bool held_remove_exactly(struct held *held, struct held_folio folio)
{
	for (size_t i = held->count; i-- > 0;) {
		if (held->folios[i].index != folio.index ||
		    held->folios[i].file != folio.file)
			continue;
		held_remove_at(held, i);
		return true;
	}
	return false;
}

static int locks_remove(struct locks *locks, struct held_folio folio)
{
	for (int i = 0; i < FSLITMUS_ACTORS; i++)
		if (held_remove_exactly(&locks->by[i], folio))
			return i;
	return -1;
}

static int locks_release_folio(struct locks *locks, int actor,
			       struct held_folio *folio)
{
	return held_remove_own(&locks->by[actor], folio) ?
		       actor :
		       locks_remove(locks, *folio);
}

static int locks_follow_folio(struct locks *locks,
			      const struct fslitmus_event *event,
			      struct held_folio *folio)
{
	if (event->kind == FSLITMUS_EVENT_UNLOCKED)
		return locks_release_folio(locks, event->actor, folio);
	/* A lock has one owner, so the event of its unlocking was lost. */
	if (folio->file != FSLITMUS_UNWATCHED)
		locks_remove(locks, *folio);
	held_add_folio(&locks->by[event->actor], *folio);
	return event->actor;
}

int locks_follow(struct locks *locks, const struct fslitmus_event *event,
		 struct held_folio *folio)
{
	uint8_t *how;

	*folio = event_folio(event);
	if (event->actor >= FSLITMUS_ACTORS)
		return -1;
	if (event->lock == FSLITMUS_LOCK_FOLIO)
		return locks_follow_folio(locks, event, folio);
	how = held_semaphore(&locks->by[event->actor], event);
	if (!how)
		return -1;
	if (event->kind == FSLITMUS_EVENT_LOCKED)
		*how = event->mode ? HELD_EXCLUSIVE : HELD_SHARED;
	else if (event->kind == FSLITMUS_EVENT_DOWNGRADED)
		*how = HELD_SHARED;
	else
		*how = HELD_NOT;
	return event->actor;
}

/* At most this many parts: a folio of 2 MB in pages. */
#define PARTS_MAX 512

void locks_split(struct locks *locks, const struct fslitmus_event *event)
{
	struct held_folio folio = event_folio(event);
	uint32_t end = folio.index + folio.pages;

	if (event->actor >= FSLITMUS_ACTORS || event->mode > 16 ||
	    folio.pages >> event->mode > PARTS_MAX ||
	    !held_remove_own(&locks->by[event->actor], &folio))
		return;
	folio.pages = 1u << event->mode;
	for (; folio.index < end; folio.index += folio.pages)
		held_add_folio(&locks->by[event->actor], folio);
}

static bool locks_holds(const struct locks *locks, int actor,
			const struct fslitmus_event *event)
{
	struct held held = locks->by[actor];
	struct held_folio folio = event_folio(event);
	const uint8_t *how;

	if (event->lock == FSLITMUS_LOCK_FOLIO) {
		for (size_t i = 0; i < held.count; i++)
			if (is_same_file(held.folios[i], folio) &&
			    folio_has_page(held.folios[i], folio.index))
				return true;
		return false;
	}
	how = held_semaphore(&held, event);
	return how && *how && (event->mode || *how == HELD_EXCLUSIVE);
}

int locks_holder(const struct locks *locks, const struct fslitmus_event *event)
{
	for (int i = 0; i < FSLITMUS_ACTORS; i++)
		if (i != event->actor && event->lock != FSLITMUS_LOCK_MMAP &&
		    locks_holds(locks, i, event))
			return i;
	return -1;
}

static char held_letter(const uint8_t *how, size_t count, char shared)
{
	uint8_t most = HELD_NOT;

	for (size_t i = 0; i < count; i++)
		if (how[i] > most)
			most = how[i];
	return most == HELD_EXCLUSIVE ? shared - 'a' + 'A' :
	       most == HELD_SHARED    ? shared :
					'.';
}

void locks_text(const struct locks *locks, int actor, char text[HELD_TEXT_SIZE])
{
	const struct held *held = &locks->by[actor];
	uint32_t lowest = UINT32_MAX;
	int count = 0;

	text[0] = held_letter(held->inode, FSLITMUS_WATCHED, 'i');
	text[1] = held_letter(held->invalidate, FSLITMUS_WATCHED, 'v');
	text[2] = held_letter(&held->mmap, 1, 'm');
	text[3] = '\0';
	for (size_t i = 0; i < held->count; i++) {
		if (held->folios[i].file == FSLITMUS_UNWATCHED)
			continue;
		count++;
		if (held->folios[i].index < lowest)
			lowest = held->folios[i].index;
	}
	if (count)
		snprintf(text + 3, HELD_TEXT_SIZE - 3, "F%u%s", lowest,
			 count > 1 ? "+" : "");
}

void locks_free(struct locks *locks)
{
	for (int i = 0; i < FSLITMUS_ACTORS; i++)
		free(locks->by[i].folios);
}
