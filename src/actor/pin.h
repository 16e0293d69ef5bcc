/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gives each actor of a live test a processor of its own, so that operations
 * really race. On a busy machine the scheduler may put several actors on one
 * processor, where they only take turns.
 */
#ifndef FSLITMUS_ACTOR_PIN_H
#define FSLITMUS_ACTOR_PIN_H

#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

struct pin {
	cpu_set_t allowed; /* those the test may use (taskset(1)) */
	bool works;	   /* there is one for each actor */
	uint32_t first;	   /* chosen by the seed, so that concurrent tests
				   do not all begin with the same one */
};

/* For a test of PROCESSES processes that the calling process performs. */
void pin_init(struct pin *pin, int processes, uint64_t seed);

/*
 * Give the calling thread, actor PROCESS, its processor in ROUND. Every so
 * many rounds all actors move on by one, so that a processor which other
 * programs keep busy does not affect all rounds.
 */
void pin_actor(const struct pin *pin, int process, uint32_t round);

/* The calling thread may use all of them again. */
void pin_release(const struct pin *pin);

#endif
