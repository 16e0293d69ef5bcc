/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sequence of schedules under which a test is tried. No strategy finds
 * everything, so a search mixes several. Its string, its seed, the number k and
 * the results of earlier schedules decide which schedule number k is. The
 * string is one of:
 *
 *	mix			some of all that follow; the default
 *	none			no preemption is added
 *	random:rate=64[,ticks=N]
 *	pct:depth=3[,length=N]
 *	sparse:depth=2[,length=N][,ticks=N]
 *	enumerate		every single preemption, then pairs of them
 *	guided			changes of schedules that reached something
 *				new: operation A waits at point p while B
 *				passes q
 *	at:0@412+16,1@77	this one each time
 *
 * or several of these joined by "/", which take turns. Any may end in
 * ";processes". The default of length is the length of the latest schedule.
 *
 * Depends on libc alone.
 */
#ifndef FSLITMUS_SCHEDULE_SEARCH_H
#define FSLITMUS_SCHEDULE_SEARCH_H

#include "schedule/schedule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEARCH_DEFAULT "mix"

struct search;

/*
 * Returns NULL, or a message that says what is wrong, with *where in text.
 * Free with search_free().
 */
const char *search_new(const char *text, uint64_t seed, struct search **search,
		       const char **where);
void search_free(struct search *search);

/* Whether TEXT names a search, and fits into a guest's job: 0, or -1 with
 * REASON, which says what is wrong and what was expected. */
int search_check(const char *text, char *reason, size_t size);

/* Whether it needs FSLITMUS_PAIRS. */
bool search_wants_pairs(const struct search *search);

/* Schedule NUMBER; free it with schedule_clear(). 0 or -ENOMEM. */
int search_next(struct search *search, uint64_t number,
		struct schedule *schedule);

/* Tells the search the result of that schedule. PREEMPTIONS has
 * preemptions_kept entries, and is read only if search_is_new(). */
bool search_is_new(const struct search *search,
		   const struct fslitmus_result *result);
void search_learn(struct search *search, const struct fslitmus_result *result,
		  const struct fslitmus_preemption *preemptions);

#endif
