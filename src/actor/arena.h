/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory that the actors of one test share, over fork: the tickets,
 * the gates they meet at, the history of the round at work.
 *
 * A gate is a counter that only grows. Actors add to it as they get
 * somewhere and wait until it has grown far enough; nothing is ever reset,
 * so there is no moment between two rounds when a late one could miss.
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
	struct gate turn;	/* prologues done, P0's first */
	struct gate ready;	/* actors awake and about to start */
	struct gate raced;	/* actors done with their operations */
	struct gate looked;	/* actors but P0 done with the round */

	_Alignas(CACHE_LINE) _Atomic uint32_t quit; /* all go home */
	uint32_t spin;		/* looks at a gate before sleeping */
	int leader;		/* thread id of P0 */
	const struct conductor *conductor; /* NULL: the gates serve */
	struct final *final;	/* P0's; in its process only */
	uint32_t round_tag;	/* of round 0; the others count on from it */
	struct pin pin;		/* set before the actors start */
	int error;		/* -errno why the leader gave up waiting */
	pid_t child[TEST_MAX_PROCESSES]; /* 0: P0 and threads */

	/* Set by the leader before it opens the round: */
	bool timed;		/* take clock times in this round */
	uint32_t skew[TEST_MAX_PROCESSES]; /* pause_for() before starting */

	/* In a timed round, what each spent in calls besides operations. */
	struct {
		_Alignas(CACHE_LINE) uint64_t open_ns; /* before its prologue */
		uint64_t look_ns; /* at its mappings, and at closing all */
	} spent[TEST_MAX_PROCESSES];

	struct result *result;	/* shared memory too */
	struct history history;
};

/* For a test of PROCESSES processes, or NULL with errno. */
struct arena *arena_new(int processes, struct result *result);
void arena_free(struct arena *arena);

/* Let everyone waiting for COUNT to grow see one more. */
void gate_pass(struct gate *gate);

/*
 * Wait until TARGET have passed (counting on from round to round). False
 * if the test is over: go home. The leader also watches its children, and
 * ends the test if one has died (arena->error).
 */
bool gate_wait(struct arena *arena, struct gate *gate, uint32_t target);

/* Send everyone home. */
void arena_quit(struct arena *arena);

/* The next ticket, from 1. */
uint32_t arena_ticket(struct arena *arena);

/* Processors this process may run on. */
int processors(void);

/*
 * Time spent in the test's own calls: start a meter before, stop it after;
 * SUM grows in timed rounds only.
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

/* In the leader, between its calls: it does not hang. */
static inline void arena_alive(struct arena *arena)
{
	arena->result->progress++;
}

/* Keep the processor busy for COUNT steps of some nanosecond. */
void pause_for(uint32_t count);

#endif
