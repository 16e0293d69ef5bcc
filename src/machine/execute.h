/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One execution by itself: a schedule alone in a fresh guest, or the last one
 * of a batch (guest/protocol.h) with all that came before it in its boot.
 */
#ifndef FSLITMUS_MACHINE_EXECUTE_H
#define FSLITMUS_MACHINE_EXECUTE_H

#include "machine/batch.h"

/* What is executed; all of it is the caller's. */
struct execution_request {
	const struct guest_setup *setup;
	const struct test *test;
	const char *schedule;	/* performed alone, as a string; NULL: */
	const char *strategy;	/* a batch of this search: "" is the default, */
	uint64_t seed;		/* with this seed, */
	uint64_t first, count;	/* from that number on, so many */
	uint32_t final_every;	/* of the batch; alone all is looked at */
	uint64_t timeout_ns;	/* a schedule that takes longer hangs (C7) */
	const volatile int *stop; /* nonzero: give up; may be NULL */
	bool trace;		/* record the events of the last schedule */
};

/* What came of it. */
struct execution {
	struct result result;	/* status included */
	enum blame blame;	/* for its verdict */
	/* Of the round that the result keeps; run.hash 0 and no preemptions
	   where the guest died in it. */
	struct guest_execution shown;
	struct fslitmus_event *events;	/* of the last schedule, or NULL */
	size_t event_count;
};

/*
 * Executes it. Returns 0 whatever came of it, with *EXECUTION to be freed by
 * execution_free(), or -1 after saying why no guest can be started.
 */
int guest_execute(const struct execution_request *request,
		  struct execution **execution);

/* The task that asks a guest for it; free() it. NULL after saying why. */
struct guest_task *execution_task(const struct execution_request *request);

void execution_free(struct execution *execution);

/* Was a promise broken, and which? PROMISE_NONE if none was. */
enum promise execution_broke(const struct execution *execution);

#endif
