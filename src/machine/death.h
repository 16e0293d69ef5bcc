/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Explains why a guest died, or had to be killed, before its job was done. */
#ifndef FSLITMUS_MACHINE_DEATH_H
#define FSLITMUS_MACHINE_DEATH_H

#include "machine/guest.h"

/* What to blame for a broken promise, among the schedules of one boot. */
enum blame {
	BLAME_NONE,	/* nothing broke, or no filesystem did it */
	BLAME_SCHEDULE, /* one schedule: the one that the result keeps */
	BLAME_BATCH,	/* any of them: it was found when all were done */
};

struct guest_death {
	enum blame blame;     /* NONE: the filesystem is not to blame */
	enum promise promise; /* broken by it; PROMISE_NONE with BLAME_NONE */
	char why[VERDICT_WHY_SIZE];
	/* The kernel's complaints, one a line; or empty. */
	char complaint[RESULT_COMPLAINT_SIZE];
	char said[256]; /* by the guest's own program; or empty */
	/* What the latest schedule came to until the kernel panicked, as its
	   console has it ("fslitmus: execution ..."). run.hash is 0 if it has
	   not: the guest was killed, or no schedule had begun. */
	struct guest_execution execution;
};

/*
 * TIMED_OUT: the guest was killed because it made no progress. NUMBER is the
 * first schedule of its task. The kernel's first complaint decides, since all
 * that comes later, such as a hang, may follow from it.
 */
void guest_death_explain(struct guest_death *death, const struct guest *guest,
			 bool timed_out, uint64_t number);

#endif
