/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Delays of the processes at the start of a round's race. Races happen at all
 * time scales. So a delay is sometimes zero, sometimes uniform over the time
 * that the others take, and sometimes of any order of magnitude below that. The
 * seed decides the choices, and measurements their scale.
 */
#ifndef FSLITMUS_ACTOR_PACE_H
#define FSLITMUS_ACTOR_PACE_H

#include "actor/arena.h"
#include "base/random.h"

struct pace {
	struct random random;
	uint64_t steps_per_us; /* of pause_for(); 0: cannot be told */
	/* Duration of each process's race, as a running mean. */
	uint64_t race_ns[TEST_MAX_PROCESSES];
};

void pace_init(struct pace *pace, uint64_t seed);

/* Chooses the delays of the next round and puts them into the arena. */
void pace_choose(struct pace *pace, const struct test *test,
		 struct arena *arena);

/* Takes the times of a timed round into account. */
void pace_learn(struct pace *pace, const struct test *test,
		const struct history *history);

#endif
