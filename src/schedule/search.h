/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Under which schedules a test is tried, one after the other. No strategy
 * finds everything: which schedule number k is follows from how the search
 * was asked for, its seed, k, and what the earlier ones of this search came
 * to. A search is asked for with a string:
 *
 *	mix			some of all that follow; the default
 *	none			no preemption is added
 *	random:rate=64[,ticks=N]
 *	pct:depth=3[,length=N]
 *	sparse:depth=2[,length=N][,ticks=N]
 *	enumerate		every single preemption, then pairs of them
 *	guided			changes of schedules that reached something
 *				new: operation A waiting at point p while B
 *				passes q
 *	at:0@412+16,1@77	this one each time
 *
 * or several of these joined by "/", which take turns. Any may end in
 * ";processes". Without length, it is what a schedule of the test has.
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

/* Does TEXT ask for a search, and does a guest's job have room for it? 0, or
 * -1 with REASON: what is wrong and what was expected. */
int search_check(const char *text, char *reason, size_t size);

/* Does it want FSLITMUS_PAIRS? */
bool search_wants_pairs(const struct search *search);

/* Schedule NUMBER; free it with schedule_clear(). */
void search_next(struct search *search, uint64_t number,
		 struct schedule *schedule);

/* What that one came to; preemptions has preemptions_kept entries, and is
 * looked at only where search_is_new() says so. */
bool search_is_new(const struct search *search,
		   const struct fslitmus_result *result);
void search_learn(struct search *search, const struct fslitmus_result *result,
		  const struct fslitmus_preemption *preemptions);

#endif
