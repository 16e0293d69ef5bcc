/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One execution by itself: the last of a sequence of schedules in a fresh guest
 * (most often there is only one), or of a batch (guest/protocol.h).
 */
#ifndef FSLITMUS_MACHINE_EXECUTE_H
#define FSLITMUS_MACHINE_EXECUTE_H

#include "machine/batch.h"

/* What to execute. All of it belongs to the caller. */
struct execution_request {
	const struct guest_setup *setup;
	const struct test *test;
	/* A sequence (schedule/sequence.h), or NULL: a */
	const char *schedule;
	const char *strategy;	  /* batch of this search ("": the default), */
	uint64_t seed;		  /* with this seed, */
	uint64_t first, count;	  /* COUNT schedules from number FIRST on */
	uint32_t final_every;	  /* of the batch; see struct perform_options */
	uint64_t timeout_ns;	  /* a schedule that takes longer hangs (C7) */
	const volatile int *stop; /* nonzero: give up; may be NULL */
	bool trace;		  /* record the events of the last schedule */
};

/* The result of an execution. */
struct execution {
	struct result result; /* status included */
	enum blame blame;     /* for its verdict */
	/* Of the round that the result keeps. If the guest died in it, run.hash
	   is 0 and there are no preemptions. */
	struct guest_execution shown;
	struct fslitmus_event *events; /* of the last schedule, or NULL */
	size_t event_count;
};

/*
 * Executes REQUEST. Returns 0 with any result in *EXECUTION, to be freed by
 * execution_free(); or -1 after saying why no guest can be started.
 */
int guest_execute(const struct execution_request *request,
		  struct execution **execution);

/* The guest's task for REQUEST; free() it. NULL after saying why. */
struct guest_task *execution_task(const struct execution_request *request);

void execution_free(struct execution *execution);

/* The promise that was broken, or PROMISE_NONE. */
enum promise execution_broke(const struct execution *execution);

/*
 * The execution of REQUEST if its last schedule breaks PROMISE, and none before
 * it breaks any. NULL if not, or if there was none (after saying why).
 */
struct execution *execution_that_breaks(const struct execution_request *request,
					enum promise promise);

/*
 * SCHEDULE, the last of BATCH, may break PROMISE only in a state that earlier
 * ones left. Performs BATCH once more to write down what they are, then
 * executes it after the last 1, 2, 4... of them, until it does. Returns that
 * execution with the sequence in *SEQUENCE, which the caller frees, or NULL.
 */
struct execution *execution_with_earlier(const struct execution_request *batch,
					 const char *schedule,
					 enum promise promise, char **sequence);

#endif
