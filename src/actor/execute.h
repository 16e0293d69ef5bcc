/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Performs operations by making their calls (op/call.h). The part that all
 * executors share is here: it turns names into descriptors and addresses, and
 * results into a record and observations. An executor only makes the call.
 */
#ifndef FSLITMUS_ACTOR_EXECUTE_H
#define FSLITMUS_ACTOR_EXECUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "actor/actor.h"
#include "op/op.h"

/* An operation under way, or a call that belongs to none. */
struct execution {
	struct actor *actor;
	const struct operation *operation; /* or NULL */
	struct op_progress progress;
	/* The current call, its arguments as the kernel takes them, and the
	   memory that its buffer points to. */
	struct call call;
	uint64_t arguments[CALL_ARGUMENTS];
	char *buffer;
	/* A load or store: the signal that it raised first, or 0; faults of a
	   load are in actor->faults. */
	int signal;
	/* The tickets, if the executor drew them. 0: execution_begin() and
	   execution_conclude() draw them. */
	uint32_t began, ended;
	/* Why the first call could not be made; 0: it can be. */
	int error;
	bool gone; /* there: the mapping was unmapped before */
	/* The mapping that a call changed, or tried to; the bytes of its file
	   that it covers, in whole pages; and its addresses. */
	uint8_t changes; /* enum call_change */
	int mapping;
	int64_t start, end;
	char *from, *to;
	bool changed;
};

struct look;

/* An executor makes calls. */
struct executor {
	/*
	 * Makes EXECUTION's call, or defers it if its result is known. Sets
	 * progress.result and, for an access, signal and actor->faults.
	 */
	void (*make)(struct execution *execution);
	/*
	 * Memory for the buffer of a call that belongs to no operation, valid
	 * until the call is made. NULL: the actor's buffer is used.
	 */
	char *(*room)(const struct execution *execution);
	/* The address of mappings to look through. NULL: any. */
	char *(*look_place)(void);
	/*
	 * Takes LOOK, or defers it (final.h). NULL: look_now().
	 */
	void (*look)(struct look *look);
	/*
	 * Concludes the looks of ACTOR that were deferred and have been taken.
	 * False: there are none. NULL: the executor never defers looks.
	 */
	bool (*looked)(struct actor *actor);
};

/* The executor that makes calls at once, in the calling thread. */
extern const struct executor execute_live;

/* Performs OPERATION and records it in actor->record, which is all zeroes. */
void execute(struct actor *actor, const struct operation *operation);

/*
 * Makes CALL, which belongs to no operation, for ACTOR. Returns its result, or
 * -errno, also if an argument could not be resolved.
 */
int64_t execute_call(struct actor *actor, const struct call *call);

/* Opens ACTOR's pipe. 0, or -errno with no pipe open. */
int execute_open_pipe(struct actor *actor);

/*
 * Prepares EXECUTION's call, which is filled in: resolves its arguments and
 * fills its buffer. 0 or -errno.
 */
int execution_ready(struct execution *execution);

/*
 * Prepares OPERATION's first call: opens files, chooses addresses, fills the
 * buffer. False: the operation cannot run, and there is nothing to record. If
 * error or gone is set, it failed before its first call: do not make the call.
 */
bool execution_prepare(struct execution *execution, struct actor *actor,
		       const struct operation *operation);

/* Begins the record (actor_begin()): the first call follows at once. */
void execution_begin(struct execution *execution);

/* After a call was made: prepares the next one. False: it was the last. */
bool execution_next(struct execution *execution);

/* After all calls were made: publishes the mapping's new address to threads. */
void execution_settle(struct execution *execution);

/* Ends the record (actor_end()), and records the observations. */
void execution_conclude(struct execution *execution);

/* Records an operation for which error or gone is set. */
void execution_fail(struct execution *execution);

/*
 * Records a load of LENGTH bytes at byte START of FILE through MAPPING: the
 * pages that raised signals, and for the others their content, which is at
 * DATA. With IGNORE_SEGV, pages that raised SIGSEGV are not recorded.
 */
void execute_observe_load(struct actor *actor, int file, int mapping,
			  uint64_t start, uint64_t length, const char *data,
			  bool ignore_segv);

#endif
