/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A witness made smaller: fewer operations, then fewer preemptions. */
#ifndef FSLITMUS_REPLAY_SHRINK_H
#define FSLITMUS_REPLAY_SHRINK_H

#include "replay/replay.h"

struct shrink_progress {
	const char *step;    /* what is being done */
	uint64_t executions; /* guests started so far */
	unsigned int operations;
	uint32_t preemptions;	     /* of the smallest so far */
	uint64_t used_ns, budget_ns; /* processor time */
};

struct shrink {
	struct replay *replay;
	struct witness *witness; /* the replay's; changed */
	uint64_t budget_ns;	 /* processor time; 0: as much as it takes */
	/* Called now and then; may be NULL. */
	void (*tell)(void *context, const struct shrink_progress *progress);
	void *context;
};

/*
 * Makes the witness smaller while the same promise is broken alone in a fresh
 * guest; what it is at the end was executed. Stops early, with what it has,
 * when the replay's stop is set or the budget is used up. Returns 0, or an
 * enum failure after saying why nothing could be done.
 */
int shrink(const struct shrink *shrink);

#endif
