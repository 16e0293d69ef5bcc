/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Final looks at the files, after the race, in each of the views. */
#ifndef FSLITMUS_ACTOR_FINAL_H
#define FSLITMUS_ACTOR_FINAL_H

#include "actor/actor.h"
#include "actor/result.h"

struct final {
	struct actor *actor; /* takes the looks */
	/* Bytes that any operation or mapping could reach, in whole pages;
	   less than the actor's buffer holds. */
	uint64_t limit[TEST_MAX_FILES];
	uint64_t inside_ns;    /* in timed rounds: spent in calls and faults */
	struct result *result; /* receives notes of looks that failed */
};

/*
 * Looks through every shared mapping that ACTOR's address space still has
 * (VIEW_MAPPED), and unmaps all mappings.
 */
void final_mapped(struct actor *actor);

/* Looks through a new mapping (VIEW_FRESH) and read(2) (VIEW_READ). */
void final_cached(struct final *final);

/* Looks past the page cache (VIEW_DIRECT) and after eviction (VIEW_EVICTED). */
void final_stored(struct final *final);

/* Looks through read(2) at files that perform() left (VIEW_REMOUNTED). */
void final_remounted(struct final *final);

/* Adds a line to the list of what RESULT did not cover, unless it is there. */
void note_uncovered(struct result *result, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
