/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What to make of a guest that ended, or had to be ended, before its time. */
#ifndef FSLITMUS_MACHINE_DEATH_H
#define FSLITMUS_MACHINE_DEATH_H

#include "machine/guest.h"

/* Who broke a promise, among the schedules of one boot. */
enum blame {
	BLAME_NONE,	/* nobody: nothing broke, or no filesystem did it */
	BLAME_SCHEDULE,	/* one schedule: the one that the result keeps */
	BLAME_BATCH,	/* any of them: it was found when all were done */
};

struct guest_death {
	enum blame blame;	/* NONE: it says nothing of the filesystem */
	enum promise promise;	/* broken by it; PROMISE_NONE with BLAME_NONE */
	char why[VERDICT_WHY_SIZE];
	/* The kernel's, one a line; or empty. */
	char complaint[RESULT_COMPLAINT_SIZE];
	char said[256];		/* by the guest's own program; or empty */
};

/*
 * TIMED_OUT: it was ended because it made no progress. NUMBER is the schedule
 * it had to begin with. The kernel's first complaint decides: what comes after
 * it, standing still for instance, follows from it.
 */
void guest_death_explain(struct guest_death *death, const struct guest *guest,
			 bool timed_out, uint64_t number);

#endif
