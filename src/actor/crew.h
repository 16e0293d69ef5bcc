/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The processes and threads of a test. P0 is the calling thread. The others
 * live from round to round, and wait at the arena's gates between rounds.
 */
#ifndef FSLITMUS_ACTOR_CREW_H
#define FSLITMUS_ACTOR_CREW_H

#include <pthread.h>

#include "actor/actor.h"

struct crew {
	struct layout layout;
	struct arena *arena;
	int directory;
	bool zoned;			       /* as in struct actor */
	size_t buffer_size;		       /* of each actor */
	pthread_t threads[TEST_MAX_PROCESSES]; /* of this address space */
	unsigned int started;		       /* bit per process in threads */
};

/*
 * Makes ACTOR a process of CREW's test, in the calling thread. MEMORY has the
 * mappings of its address space; NULL: it has an address space of its own.
 * 0 or -errno; actor_fini() must be called in either case.
 */
int actor_init(const struct crew *crew, struct actor *actor, int process,
	       struct memory *memory);
void actor_fini(struct actor *actor);

/*
 * Makes LEADER P0, in this process, and starts the others. 0 or -errno;
 * crew_stop() must be called in either case.
 */
int crew_start(struct crew *crew, struct actor *leader);

/*
 * Stops and reaps them all. Returns the index of one that had died by itself,
 * with its status from waitpid(2) in *STATUS; or -1.
 */
int crew_stop(struct crew *crew, struct actor *leader, int *status);

#endif
