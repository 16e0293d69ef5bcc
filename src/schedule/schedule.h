/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A schedule as a string one can paste: doc/schedules.md has the grammar.
 *
 *	none
 *	random:seed=17,rate=64
 *	pct:seed=17,depth=3,length=4000
 *	sparse:seed=17,depth=2,length=4000
 *	at:0@412+16,1@77
 *
 * Depends on libc alone: the command and a guest's /init read the same.
 */
#ifndef FSLITMUS_SCHEDULE_SCHEDULE_H
#define FSLITMUS_SCHEDULE_SCHEDULE_H

#include "fslitmus_uapi.h"

#include <stddef.h>

/* Holds every string that schedule_format() writes, with its NUL. */
#define SCHEDULE_TEXT_SIZE (88 << 10)

_Static_assert(SCHEDULE_TEXT_SIZE >=
		       64 + FSLITMUS_PREEMPTIONS *
				       sizeof("7@4294967295+1000000"),
	       "no schedule may be cut");

struct schedule {
	/* Ready for FSLITMUS_START; preemptions points to the list below. */
	struct fslitmus_schedule control;
	struct fslitmus_preemption *list; /* owned */
};

/*
 * Reads a string. Returns NULL, or a message that says what is wrong and what
 * was expected, with *where set to the offending character; the message is
 * constant. On success free the list with schedule_clear().
 */
const char *schedule_parse(const char *text, struct schedule *schedule,
			   const char **where);
void schedule_clear(struct schedule *schedule);

/*
 * Writes the string that schedule_parse() reads back, as far as BUFFER has room
 * for it. Returns its whole length, as snprintf() does.
 */
size_t schedule_format(const struct schedule *schedule, char *buffer,
		       size_t size);

/*
 * Makes an explicit schedule of preemptions, such as a run recorded
 * (FSLITMUS_READ_PREEMPTIONS). They are copied. Returns 0 or -ENOMEM; then
 * schedule_clear() is allowed, and not needed.
 */
int schedule_explicit(struct schedule *schedule,
		      const struct fslitmus_preemption *list, size_t count);

/*
 * Delay-bounded enumeration: the number-th schedule that preempts once (at
 * each point in turn), and after those twice (every ordered pair of points),
 * among length points counted over all actors. Returns 0, -ENOENT when there is
 * no such schedule any more, or -ENOMEM.
 */
int schedule_enumerate(struct schedule *schedule, unsigned long long number,
		       unsigned int length);

#endif
