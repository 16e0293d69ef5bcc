/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making the calls that operations describe (op/call.h). What is common to all
 * who make them is here: names become descriptors and addresses, and what the
 * calls came to becomes a record and observations. An executor only makes the
 * call itself.
 */
#ifndef FSLITMUS_ACTOR_EXECUTE_H
#define FSLITMUS_ACTOR_EXECUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "actor/actor.h"
#include "op/op.h"

/* An operation at work, or a call that belongs to none. */
struct execution {
	struct actor *actor;
	const struct operation *operation; /* or NULL */
	struct op_progress progress;
	/* The call at hand, its arguments as the kernel takes them, and where
	   the bytes of its buffer lie. */
	struct call call;
	uint64_t arguments[CALL_ARGUMENTS];
	char *buffer;
	/* A load or store: the signal that it raised first, or 0; faults of a
	   load are in actor->faults. */
	int signal;
	/* The tickets, where whoever made the calls drew them; 0: they are
	   drawn by execution_begin() and execution_conclude(). */
	uint32_t began, ended;
	/* Why the first call could not be made; 0: it can be. */
	int error;
	bool gone;		/* there: the mapping was unmapped before */
	/* The mapping that a call changed, or tried to, and its addresses. */
	uint8_t changes;	/* enum call_change */
	int mapping;
	char *from, *to;
	bool changed;
};

struct look;

/* Who makes calls. */
struct executor {
	/*
	 * Makes EXECUTION's call, or puts off one whose result is known. Sets
	 * progress.result and, of an access, signal and actor->faults.
	 */
	void (*make)(struct execution *execution);
	/*
	 * Where the buffer of a call lies that belongs to no operation, until
	 * it is made. NULL: in the actor's.
	 */
	char *(*room)(const struct execution *execution);
	/* Where mappings to look through lie. NULL: wherever they come to. */
	char *(*look_place)(void);
	/*
	 * Takes LOOK, or puts it off (final.h). NULL: look_now().
	 */
	void (*look)(struct look *look);
	/*
	 * Concludes the looks of ACTOR that were put off and are made by now.
	 * False: there are none. NULL: there never are.
	 */
	bool (*looked)(struct actor *actor);
};

/* Makes them at once, in the calling thread. */
extern const struct executor execute_live;

/* Performs OPERATION and records it in actor->record, which is all zeroes. */
void execute(struct actor *actor, const struct operation *operation);

/*
 * Makes CALL, which belongs to no operation, for ACTOR. Returns its result, or
 * -errno, also where an argument could not be had.
 */
int64_t execute_call(struct actor *actor, const struct call *call);

/* Opens ACTOR's pipe. 0 or -errno, with no pipe. */
int execute_open_pipe(struct actor *actor);

/*
 * Readies EXECUTION's call, which was filled in: its arguments and its buffer.
 * 0 or -errno.
 */
int execution_ready(struct execution *execution);

/*
 * Readies OPERATION's first call: opens, chooses addresses, fills the buffer.
 * False: it cannot run, and there is nothing to record. Where error or gone is
 * set it failed before its first call, which is not to be made.
 */
bool execution_prepare(struct execution *execution, struct actor *actor,
		       const struct operation *operation);

/* Begins the record (actor_begin()): the first call follows at once. */
void execution_begin(struct execution *execution);

/* The latest call was made: readies the next one. False: it was the last. */
bool execution_next(struct execution *execution);

/* All calls were made: other threads are told where the mapping is now. */
void execution_settle(struct execution *execution);

/* Ends the record (actor_end()), and records what was seen. */
void execution_conclude(struct execution *execution);

/* Records an operation of which error or gone was set. */
void execution_fail(struct execution *execution);

/*
 * Records, of a load of LENGTH bytes at byte START of FILE through MAPPING,
 * the pages that raised signals, and what the others held: the bytes at DATA.
 * SIGSEGV says nothing, and is left out, where IGNORE_SEGV.
 */
void execute_observe_load(struct actor *actor, int file, int mapping,
			  uint64_t start, uint64_t length, const char *data,
			  bool ignore_segv);

#endif
