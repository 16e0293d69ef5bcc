/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who lets the actors of a round go. Without a conductor they meet at gates
 * (arena.h), set out with small delays, and the machine decides what comes
 * of it. A conductor brings them together in its own way and decides itself;
 * then nothing depends on clocks: no delay is chosen, no time taken.
 */
#ifndef FSLITMUS_ACTOR_CONDUCTOR_H
#define FSLITMUS_ACTOR_CONDUCTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "actor/actor.h"
#include "actor/result.h"

/* Where actors wait for each other, in the order of a round. */
enum meeting {
	/* Until the actors before this one have done their prologues. */
	MEETING_TURN,
	/* Its prologue is done: until all are, and may start. */
	MEETING_START,
	/* Its operations are done: until all are. */
	MEETING_RACED,
	/* It is done with the round. Only P0 waits, until all are. */
	MEETING_LOOKED,
};

struct executor;

struct conductor {
	void *context;
	/* Makes the actors' calls; NULL: execute_live. */
	const struct executor *executor;
	/* ACTOR is about to work, in its own thread. 0 or -errno. */
	int (*join)(void *context, struct actor *actor);
	/* ACTOR is done, and has closed its files; also where join() failed. */
	void (*leave)(void *context, struct actor *actor);
	/* P0 is about to set round NUMBER up, from 0. */
	void (*begin)(void *context, uint64_t number);
	/* False: the test is over, go home. */
	bool (*meet)(void *context, struct actor *actor, enum meeting meeting);
	/* ACTOR performs the operations of its race. */
	void (*race)(void *context, struct actor *actor);
	/* P0 has judged the round and added it to RESULT; KEPT: it became the
	   one that RESULT tells of. */
	void (*judged)(void *context, struct result *result, bool kept);
	/* The leader waits for the end of a thread of its own, which is at
	   or before its first meeting of a round; arena->quit is set. */
	void (*dismiss)(void *context, struct actor *leader, int process);
};

#endif
