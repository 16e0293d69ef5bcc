/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which locks each actor holds, followed event by event. */
#ifndef FSLITMUS_TIMELINE_HELD_H
#define FSLITMUS_TIMELINE_HELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fslitmus_uapi.h"

struct held_folio {
	uint32_t index; /* in pages of the file */
	uint32_t pages; /* 1 or more; of a large folio a power of two */
	uint8_t file;	/* number watched, or FSLITMUS_UNWATCHED */
};

/* How a lock is held. */
enum held_how {
	HELD_NOT = 0,
	HELD_SHARED,
	HELD_EXCLUSIVE,
};

struct held {
	uint8_t inode[FSLITMUS_WATCHED]; /* enum held_how */
	uint8_t invalidate[FSLITMUS_WATCHED];
	uint8_t mmap;
	/* In the order they were locked, those of other files included. */
	struct held_folio *folios;
	size_t count, room;
};

struct locks {
	struct held by[FSLITMUS_ACTORS];
};

/* The folio of an event that has one; of FSLITMUS_EVENT_MAPPED, the pages
 * mapped. */
struct held_folio event_folio(const struct fslitmus_event *event);

bool folio_has_page(struct held_folio folio, uint32_t index);

/*
 * Updates LOCKS by EVENT. *FOLIO becomes the folio of the event; if it is
 * unlocked after it lost its file, the file is the one it had when it was
 * locked. Returns the actor that had locked it, or -1.
 */
int locks_follow(struct locks *locks, const struct fslitmus_event *event,
		 struct held_folio *folio);

/*
 * FSLITMUS_EVENT_SPLIT: the parts of a folio that its actor has locked are
 * locked folios of their own, each to be unlocked by itself.
 */
void locks_split(struct locks *locks, const struct fslitmus_event *event);

/* Another actor that holds what EVENT locks, in a mode that excludes it; or
 * -1. */
int locks_holder(const struct locks *locks, const struct fslitmus_event *event);

#define HELD_TEXT_SIZE 16

/*
 * What ACTOR holds: "I", "V", "M" for the inode's rwsem, invalidate_lock and
 * mmap_lock, small when shared, a dot when not held, then "F" and the lowest
 * page locked, with a "+" when there are more.
 */
void locks_text(const struct locks *locks, int actor,
		char text[HELD_TEXT_SIZE]);

void locks_free(struct locks *locks);

#endif
