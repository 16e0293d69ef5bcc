/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sequence: schedules that one boot performs one after the other, joined by
 * "/", as in "none/random:seed=17,rate=64/at:0@412+16". The last one is what
 * the sequence is for. Those before it leave the state that it needs: blocks
 * once used, a journal not yet written back, timers.
 *
 * Depends on libc alone.
 */
#ifndef FSLITMUS_SCHEDULE_SEQUENCE_H
#define FSLITMUS_SCHEDULE_SEQUENCE_H

#include "schedule/schedule.h"

/* How many schedules TEXT has; 0 if it is empty. */
size_t sequence_count(const char *text);

/* The part of TEXT that begins with schedule INDEX, below the count. */
const char *sequence_from(const char *text, size_t index);

/* The last schedule of TEXT. */
const char *sequence_last(const char *text);

/* As schedule_parse(), for schedule INDEX, below the count. */
const char *sequence_parse(const char *text, size_t index,
			   struct schedule *schedule, const char **where);

/* As schedule_parse(), for every schedule of TEXT. */
const char *sequence_check(const char *text, const char **where);

/*
 * TEXT with COUNT schedules from INDEX on replaced by the sequence BY, or
 * removed if that is NULL. The caller frees it. NULL: out of memory.
 */
char *sequence_replace(const char *text, size_t index, size_t count,
		       const char *by);

#endif
