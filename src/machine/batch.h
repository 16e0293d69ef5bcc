/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Batches: the schedules of a test, so many of them as one boot performs at a
 * time. Their results add up in the test's.
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
	const char *strategy;	/* schedule/search.h; NULL: the default */
	uint64_t seed;
	uint32_t final_every;	/* as struct guest_task has it */
	bool keep_going;	/* after a broken promise */
	bool verify;		/* every batch in two guests */
	bool trace;		/* record the events of the last schedule */
	/* One more schedule after those counted, which is this one; or NULL. */
	const char *last;
	/* Only what comes last is asked for: what a guest that died came to
	   before is not found out once more. */
	bool last_only;
	uint64_t budget_ns;	/* processor time of all batches, from the
				   first schedule on; 0: no limit */
	uint64_t timeout_ns;	/* a schedule that takes longer hangs (C7);
				   0: none does */
	const volatile int *stop; /* nonzero: end early; may be NULL */
	/* Called about five times a second with what there is so far and which
	   part of the budget is used; may be NULL. The rounds, those of the
	   guest at work included, never fall. */
	void (*tick)(void *context, const struct test *test,
		     const struct result *result, double share);
	void *tick_context;
};

struct batches {
	const struct guest_setup *setup;
	const struct test *test;
	struct batch_options options;
	struct result *result;
	uint64_t next;		/* number of the first schedule not done */
	enum blame blame;	/* for the verdict that the result keeps */
	/* Where the execution of the round that the result keeps is put, or
	   NULL. Nothing is put there where no guest lived to tell. */
	struct guest_execution *shown;
	int error;		/* what perform() returned: no more batches */
	char reason[RESULT_TEXT_SIZE]; /* why no guest was started */
	/* The batches' own. */
	struct guest_task *task; /* what the latest guest was asked for */
	struct budget budget;
	uint64_t told;		/* most rounds that tick() was told of */
	bool untimed;		/* the budget does not count */
	uint64_t singly_from;	/* as struct guest_task has it */
	uint64_t singly_count;	/* schedules so made after a surprise */
};

/*
 * Begins with schedule number FIRST of TEST, and clears RESULT. SETUP is open;
 * all but OPTIONS is kept by reference. batches_end() frees what BATCHES has
 * of its own.
 */
void batches_begin(struct batches *batches, const struct guest_setup *setup,
		   const struct test *test,
		   const struct batch_options *options, uint64_t first,
		   struct result *result);
void batches_end(struct batches *batches);

/*
 * The schedules of the next batch where LIMIT is how many the test has (0: as
 * many as the budget pays for). A boot begins with a multiple of GUEST_BATCH,
 * so that what came before in the same boot depends on the number alone; or
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

/* Sets batches->task to COUNT schedules from batches->next on. 0, or -1 with
 * batches->reason. */
int batch_ask(struct batches *batches, uint64_t count);

/*
 * Runs COUNT schedules from batches->next on once more and adds nothing up.
 * What the guest left can be read until another is started. Returns as
 * batch_run() does.
 */
int batch_repeat(struct batches *batches, uint64_t count, struct guest *guest);

#endif
