/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much of a round's time is spent in the test's own calls. */
#ifndef FSLITMUS_ACTOR_INSIDE_H
#define FSLITMUS_ACTOR_INSIDE_H

#include "actor/arena.h"

/*
 * Nanoseconds that the timed round in ARENA spent in calls and faults. Parts
 * done one after the other are added up; a part done in parallel counts as long
 * as its slowest process took. IN_TURN is the leader's time for setting files
 * up and for final looks.
 */
uint64_t inside_round(const struct test *test, const struct arena *arena,
		      uint64_t in_turn);

#endif
