/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a guest with a batch, and watches it until it ends or is killed. */
#ifndef FSLITMUS_MACHINE_WATCH_H
#define FSLITMUS_MACHINE_WATCH_H

#include "machine/batch.h"

struct watched {
	struct batches *batches;
	struct guest guest;
	bool timed_out; /* it was killed, since it made no progress */
	/* Its last schedule, once its reply was added up (blame.h). */
	char schedule[SCHEDULE_TEXT_SIZE];
	uint64_t hash;
	/* The watch's own. */
	struct guest_status seen; /* at the last change */
	uint64_t changed_ns;
	uint64_t ticked_ns;
	bool asked; /* to stop */
};

/* Runs a guest with batches->task until its end. 0, or -1 with batches->reason
 * if none could be started. */
int watch_guest(struct watched *watched, struct batches *batches);

/* The schedules from batches->next on that it has completed. */
uint64_t watched_done(const struct watched *watched);

#endif
