/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest that performs a batch, watched until it ends or is ended. */
#ifndef FSLITMUS_MACHINE_WATCH_H
#define FSLITMUS_MACHINE_WATCH_H

#include "machine/batch.h"

struct watched {
	struct batches *batches;
	struct guest guest;
	bool timed_out;		/* it was ended: it made no progress */
	/* Of its last schedule, once its reply was added up (blame.h). */
	char schedule[SCHEDULE_TEXT_SIZE];
	uint64_t hash;
	/* The watch's own. */
	struct guest_status seen; /* at the last change */
	uint64_t changed_ns;
	uint64_t ticked_ns;
	bool asked;		/* to stop */
};

/* Starts one with batches->task and returns when it has ended. 0, or -1 with
 * batches->reason where none was started. */
int watch_guest(struct watched *watched, struct batches *batches);

/* Schedules it has completed, of those counted from batches->next. */
uint64_t watched_done(const struct watched *watched);

#endif
