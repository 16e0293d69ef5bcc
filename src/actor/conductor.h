/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A conductor decides how the actors of a round are synchronised and scheduled.
 * Without one, they meet at gates (arena.h), start after small delays, and the
 * machine's scheduler decides the interleaving. With one, nothing may depend on
 * a clock: no delays are chosen, and no times are measured.
 */
#ifndef FSLITMUS_ACTOR_CONDUCTOR_H
#define FSLITMUS_ACTOR_CONDUCTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "actor/actor.h"
#include "actor/result.h"

/* The points where actors wait for each other, in the order of a round. */
enum meeting {
	/* The actor waits until those before it have done their prologues. */
	MEETING_TURN,
	/* Its prologue is done. It waits until all are, then all start. */
	MEETING_START,
	/* Its operations are done. It waits until all are. */
	MEETING_RACED,
	/* It is done with the round. Only P0 waits until all are. */
	MEETING_LOOKED,
};

struct executor;

struct conductor {
	void *context;
	/* Makes the actors' calls; NULL: execute_live. */
	const struct executor *executor;
	/* ACTOR starts, in the calling thread. 0 or -errno. */
	int (*join)(void *context, struct actor *actor);
	/* ACTOR ends, its files are closed. Also after join() failed. */
	void (*leave)(void *context, struct actor *actor);
	/* P0 is about to set round NUMBER up, from 0. */
	void (*begin)(void *context, uint64_t number);
	/* ACTOR waits at MEETING. False: the test is over, ACTOR is to end. */
	bool (*meet)(void *context, struct actor *actor, enum meeting meeting);
	/* ACTOR performs the operations of its race. */
	void (*race)(void *context, struct actor *actor);
	/* P0 has judged the round and added it to RESULT. KEPT: it is the round
	   whose history RESULT now holds. */
	void (*judged)(void *context, struct result *result, bool kept);
	/* The leader waits for one of its threads to end. The thread has not
	   passed the first meeting of a round; arena->quit is set. */
	void (*dismiss)(void *context, struct actor *leader, int process);
};

#endif
