/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The processes and threads of a test. P0 is whoever calls; the others live
 * from round to round and wait at the arena's gates in between.
 */
#ifndef FSLITMUS_ACTOR_CREW_H
#define FSLITMUS_ACTOR_CREW_H

#include <pthread.h>

#include "actor/actor.h"

struct crew {
	struct layout layout;
	struct arena *arena;
	int directory;
	bool zoned;		/* as in struct actor */
	size_t buffer_size;	/* of each actor */
	pthread_t threads[TEST_MAX_PROCESSES]; /* of this address space */
	unsigned int started;	/* bit per process in threads */
};

/*
 * Make ACTOR a process of CREW's test, in the calling thread. MEMORY is
 * that of its address space, or NULL: it is new. 0 or -errno, with
 * actor_fini() to be called in any case.
 */
int actor_init(const struct crew *crew, struct actor *actor, int process,
	       struct memory *memory);
void actor_fini(struct actor *actor);

/*
 * Make LEADER P0, in this process, and start the others. 0 or -errno; what
 * was started is stopped by crew_stop() in any case.
 */
int crew_start(struct crew *crew, struct actor *leader);

/*
 * Stop and reap them all. If one had died by itself, its index, and in
 * *STATUS what waitpid(2) said; else -1.
 */
int crew_stop(struct crew *crew, struct actor *leader, int *status);

#endif
