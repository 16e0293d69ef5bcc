/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory that the actors of one test share, over fork: the tickets,
 * the gates they meet at, and the history of the current round.
 *
 * A gate is a counter that only grows. An actor that arrives adds one to it,
 * and waits until the count reaches its target. The counter is never reset, so
 * an actor that is late cannot miss the end of a round.
 */
#ifndef FSLITMUS_ACTOR_ARENA_H
#define FSLITMUS_ACTOR_ARENA_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "actor/actor.h"
#include "actor/pin.h"
#include "actor/result.h"
#include "base/clock.h"

struct conductor;
struct final;

#define CACHE_LINE 64

struct gate {
	_Alignas(CACHE_LINE) _Atomic uint32_t count;
	_Atomic uint32_t sleepers;
};

struct arena {
	_Alignas(CACHE_LINE) _Atomic uint32_t tickets;
	/* In the order an actor meets them in a round: */
	struct gate turn;   /* prologues done, P0's first */
	struct gate ready;  /* actors awake and about to start */
	struct gate raced;  /* actors done with their operations */
	struct gate looked; /* actors but P0 done with the round */

	_Alignas(CACHE_LINE) _Atomic uint32_t quit; /* all actors are to end */
	uint32_t spin;			   /* looks at a gate before sleeping */
	int leader;			   /* thread id of P0 */
	const struct conductor *conductor; /* NULL: gates are used */
	struct final *final;		   /* P0's; in its process only */
	uint32_t round_tag; /* of round 0; the others count on from it */
	struct pin pin;	    /* set before the actors start */
	int error;	    /* -errno why the leader gave up waiting */
	pid_t child[TEST_MAX_PROCESSES]; /* 0: P0 and threads */

	/* Set by the leader before it opens the round: */
	bool timed;			   /* take clock times in this round */
	uint32_t skew[TEST_MAX_PROCESSES]; /* pause_for() before starting */

	/* In a timed round: time of each process in other calls. */
	struct {
		_Alignas(CACHE_LINE) uint64_t open_ns; /* before its prologue */
		uint64_t look_ns; /* at its mappings, and at closing all */
	} spent[TEST_MAX_PROCESSES];

	struct result *result; /* shared memory too */
	struct history history;
};

/* For a test of PROCESSES processes, or NULL with errno. */
struct arena *arena_new(int processes, struct result *result);
void arena_free(struct arena *arena);

/* Adds one to the gate's count and wakes the actors that wait for it. */
void gate_pass(struct gate *gate);

/*
 * Waits until TARGET have passed; the count goes on from round to round. False
 * if the test is over and the caller is to end. The leader also watches its
 * children, and ends the test if one has died (arena->error).
 */
bool gate_wait(struct arena *arena, struct gate *gate, uint32_t target);

/* Tells all actors to end. */
void arena_quit(struct arena *arena);

/* The next ticket, from 1. */
uint32_t arena_ticket(struct arena *arena);

/* Processors this process may run on. */
int processors(void);

/*
 * Measures time spent in the test's own calls: start a meter before a call and
 * stop it after. Only timed rounds add to SUM.
 */
static inline uint64_t meter_start(const struct arena *arena)
{
	return arena->timed ? clock_ns() : 0;
}

static inline void meter_stop(const struct arena *arena, uint64_t start,
			      uint64_t *sum)
{
	if (arena->timed)
		*sum += clock_ns() - start;
}

/* Called by the leader between its calls, to show that it does not hang. */
static inline void arena_alive(struct arena *arena)
{
	arena->result->progress++;
}

/* Keeps the processor busy for COUNT steps of about a nanosecond. */
void pause_for(uint32_t count);

#endif
