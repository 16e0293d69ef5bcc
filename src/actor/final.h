/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looking at the files when all is quiet, in every way there is. */
#ifndef FSLITMUS_ACTOR_FINAL_H
#define FSLITMUS_ACTOR_FINAL_H

#include "actor/actor.h"
#include "actor/result.h"

struct final {
	struct actor *actor;	/* who looks */
	/* Bytes that any operation or mapping could reach, in whole pages;
	   less than the actor's buffer holds. */
	uint64_t limit[TEST_MAX_FILES];
	uint64_t inside_ns;	/* in timed rounds: spent in calls and faults */
	struct result *result;	/* notes what could not be looked at */
};

/*
 * Look through every shared mapping that ACTOR's address space still has
 * (VIEW_MAPPED), and unmap all.
 */
void final_mapped(struct actor *actor);

/* Through a mapping made now (VIEW_FRESH) and read(2) (VIEW_READ). */
void final_cached(struct final *final);

/* Past the page cache (VIEW_DIRECT), and after eviction (VIEW_EVICTED). */
void final_stored(struct final *final);

/* Through read(2), of files that another perform() left (VIEW_REMOUNTED). */
void final_remounted(struct final *final);

/* Add a line to what RESULT says was not covered, unless it is there. */
void note_uncovered(struct result *result, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
