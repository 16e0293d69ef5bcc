/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who starts how much later than the others in a round. Races hide at all
 * scales, so a delay is sometimes none, sometimes anywhere within the time
 * that the others take, sometimes of any order of magnitude below it. The
 * choices follow the seed, their scale what was measured.
 */
#ifndef FSLITMUS_ACTOR_PACE_H
#define FSLITMUS_ACTOR_PACE_H

#include "actor/arena.h"
#include "base/random.h"

struct pace {
	struct random random;
	uint64_t steps_per_us;	/* of pause_for(); 0: cannot be told */
	/* From start to end of each process's race, a running mean. */
	uint64_t race_ns[TEST_MAX_PROCESSES];
};

void pace_init(struct pace *pace, uint64_t seed);

/* Choose the delays of the coming round, into the arena. */
void pace_choose(struct pace *pace, const struct test *test,
		 struct arena *arena);

/* Learn from a timed round. */
void pace_learn(struct pace *pace, const struct test *test,
		const struct history *history);

#endif
