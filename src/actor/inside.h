/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much of a round is the test's own. */
#ifndef FSLITMUS_ACTOR_INSIDE_H
#define FSLITMUS_ACTOR_INSIDE_H

#include "actor/arena.h"

/*
 * Nanoseconds that the timed round in ARENA spent in calls and faults: what
 * was done one after the other in sum, what was done at once as long as the
 * slowest took. IN_TURN is what the leader spent on files and final looks.
 */
uint64_t inside_round(const struct test *test, const struct arena *arena,
		      uint64_t in_turn);

#endif
