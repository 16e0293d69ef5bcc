/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A batch is the part of a test's schedules that one boot performs. The results
 * of all batches add up to the test's result.
 */
#ifndef FSLITMUS_MACHINE_BATCH_H
#define FSLITMUS_MACHINE_BATCH_H

#include "actor/result.h"
#include "base/budget.h"
#include "litmus/test.h"
#include "machine/death.h"
#include "machine/guest.h"

/* A schedule takes some milliseconds; one that takes longer than this hangs,
 * unless the user says otherwise. */
#define GUEST_TIMEOUT_NS (20 * 1000000000ull)

/* How schedules are chosen and performed; all of it is the caller's. */
struct batch_options {
	const char *strategy; /* schedule/search.h; NULL: the default */
	uint64_t seed;
	uint32_t final_every; /* see struct guest_task */
	bool keep_going;      /* after a broken promise */
	bool verify;	      /* every batch in two guests */
	bool trace;	      /* record the events of the last schedule */
	bool write_schedules; /* see GUEST_SCHEDULES */
	/* This sequence is performed after those counted; NULL: none is. */
	const char *last;
	/* Only the last schedule's result is wanted: if a guest dies, the
	   schedules before are not repeated. */
	bool last_only;
	uint64_t budget_ns;	  /* processor time of all batches, from the
				   first schedule on; 0: no limit */
	uint64_t timeout_ns;	  /* a schedule that takes longer hangs (C7);
				   0: none does */
	const volatile int *stop; /* nonzero: end early; may be NULL */
	/* Called about five times a second with the result so far and the part
	   of the budget that is used; may be NULL. The number of rounds, which
	   includes those of the running guest, never falls. */
	void (*tick)(void *context, const struct test *test,
		     const struct result *result, double share);
	void *tick_context;
};

struct batches {
	const struct guest_setup *setup;
	const struct test *test;
	struct batch_options options;
	struct result *result;
	uint64_t next;	  /* number of the first schedule not done */
	enum blame blame; /* for the verdict that the result keeps */
	/* Receives the execution of the round that the result keeps; may be
	   NULL. Left alone if no guest survived to report it. */
	struct guest_execution *shown;
	int error; /* what perform() returned: no more batches */
	char reason[RESULT_TEXT_SIZE]; /* why no guest was started */
	/* The batches' own. */
	struct guest_task *task; /* the task of the latest guest */
	struct budget budget;
	uint64_t told;	       /* the most rounds passed to tick() */
	bool untimed;	       /* the budget does not count */
	uint64_t singly_from;  /* as struct guest_task has it */
	uint64_t singly_count; /* schedules made singly after a surprise */
};

/*
 * Begins with schedule number FIRST of TEST, and clears RESULT. SETUP is open.
 * OPTIONS is copied; the rest is kept by reference. batches_end() frees what
 * BATCHES owns.
 */
void batches_begin(struct batches *batches, const struct guest_setup *setup,
		   const struct test *test, const struct batch_options *options,
		   uint64_t first, struct result *result);
void batches_end(struct batches *batches);

/*
 * The number of schedules in the next batch. LIMIT is how many the test has (0:
 * as many as the budget pays for). A boot begins at a multiple of GUEST_BATCH,
 * so that the schedules before one in its boot depend on its number alone; or
 * after a schedule in which a guest died.
 */
uint64_t batch_count(const struct batches *batches, uint64_t limit);

/*
 * Runs at most COUNT schedules from batches->next on. The death of a guest is
 * a result. Returns 0, or -1 when no guest can be started, with
 * batches->reason.
 */
int batch_run(struct batches *batches, uint64_t count);

/*
 * Runs batches until there is an error, a broken promise (unless
 * options.keep_going), LIMIT schedules, or the end of the budget. Returns as
 * batch_run() does.
 */
int batches_run(struct batches *batches, uint64_t limit);

/* Sets batches->task to perform COUNT schedules from batches->next on. 0, or -1
 * with batches->reason. */
int batch_ask(struct batches *batches, uint64_t count);

/*
 * Runs COUNT schedules from batches->next on once more, without adding up the
 * results. The guest's files can be read until another guest starts. Returns as
 * batch_run() does.
 */
int batch_repeat(struct batches *batches, uint64_t count, struct guest *guest);

#endif
