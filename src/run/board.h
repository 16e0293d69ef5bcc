/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the supervisor and its workers share: memory with a slot for each
 * worker, and a counter of tasks. A task is one test on one place, numbered
 * place by place. Each worker has a socket on which it says what it has put
 * into its slot.
 */
#ifndef FSLITMUS_RUN_BOARD_H
#define FSLITMUS_RUN_BOARD_H

#include <stdatomic.h>
#include <sys/types.h>

#include "run/run.h"

/* Written by its worker, read by the supervisor when a message says so. */
struct slot {
	char name[64];			       /* of the target in use */
	struct environment environment;	       /* with MESSAGE_OPENED */
	char complaint[RESULT_COMPLAINT_SIZE]; /* with MESSAGE_CLOSED */
	char left_behind[RESULT_TEXT_SIZE];    /* with MESSAGE_CLOSED */
	_Atomic uint64_t rounds;   /* of the running test; never falls */
	_Atomic uint32_t permille; /* how much of it is done */
	/* A call that may never return (run_options.calling): */
	_Atomic uint32_t calls;		/* odd while in one */
	char call[64];			/* the call it is in */
	_Atomic uint64_t call_limit_ns; /* 0: no limit */
	struct result result;		/* with MESSAGE_RESULT */
};

struct board {
	volatile int stop; /* nonzero: end after this round */
	pid_t supervisor;
	_Atomic uint32_t next_task;
	_Atomic pid_t worker[RUN_MAX_JOBS]; /* 0: none */
	struct slot slot[];		    /* one for each job */
};

enum message_kind {
	MESSAGE_STARTED,  /* number: of the task */
	MESSAGE_OPENING,  /* number: of the place */
	MESSAGE_OPENED,	  /* number: of the place, open or failed. The
				   slot has its name and environment. Waits
				   for an answer */
	MESSAGE_RESULT,	  /* number: of the task; waits for an answer */
	MESSAGE_CLOSED,	  /* number: of the place; waits for an answer */
	MESSAGE_FINISHED, /* no more tasks */
};

struct message {
	uint32_t kind, number;
};

static inline size_t task_place(const struct run_plan *plan, uint32_t task)
{
	return task / plan->test_count;
}

static inline size_t task_test(const struct run_plan *plan, uint32_t task)
{
	return task % plan->test_count;
}

/*
 * Runs a worker, in a process of its own; does not return. ERRORS, a pipe,
 * becomes its standard error.
 */
void worker(const struct run_plan *plan, struct board *board, unsigned int job,
	    int socket, int errors) __attribute__((noreturn));

#endif
