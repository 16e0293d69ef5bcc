/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One execution by itself: a schedule alone in a fresh guest, or the last one
 * of a batch (guest/protocol.h) with all that came before it in its boot.
 */
#ifndef FSLITMUS_MACHINE_EXECUTE_H
#define FSLITMUS_MACHINE_EXECUTE_H

#include "machine/batch.h"

/* What to execute. All of it belongs to the caller. */
struct execution_request {
	const struct guest_setup *setup;
	const struct test *test;
	const char *schedule;	  /* performed alone, as a string; NULL: a */
	const char *strategy;	  /* batch of this search ("": the default), */
	uint64_t seed;		  /* with this seed, */
	uint64_t first, count;	  /* COUNT schedules from number FIRST on */
	uint32_t final_every;	  /* of the batch; one alone takes all looks */
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

#endif
