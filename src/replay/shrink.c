// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makes a witness smaller by trying: each candidate is executed in a fresh
 * guest, and kept if it breaks the same promise.
 */
#include "replay/shrink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/budget.h"
#include "machine/violation.h"
#include "base/error.h"
#include "base/memory.h"
#include "kernel/path.h"
#include "litmus/print.h"
#include "litmus/reduce.h"
#include "schedule/schedule.h"
#include "schedule/shrink.h"

/* Schedules tried on a smaller test before it is given up. */
#define SEARCH 500
/* Schedules tried of each strategy of few preemptions. */
#define SEARCH_FEW 1500
/* With more, another schedule is looked for that has fewer. */
#define MANY_PREEMPTIONS 3
#define LEG_FINAL_EVERY 4

struct work {
	const struct shrink *how;
	struct witness *witness;
	const char *step;
	uint64_t executions;
	struct budget budget;
};

static bool may_go_on(struct work *work)
{
	const struct shrink *how = work->how;

	if (how->replay->stop && *how->replay->stop)
		return false;
	return !budget_is_spent(&work->budget, 0, 0);
}

static unsigned int shrink_operations(const struct test *test)
{
	unsigned int count = 0;

	for (int p = 0; p < test->processes; p++)
		count += test->process[p].count;
	return count;
}

static void shrink_tell(struct work *work)
{
	const struct shrink_progress progress = {
		.step = work->step,
		.executions = work->executions,
		.operations = shrink_operations(&work->witness->test),
		.preemptions = work->witness->preemptions,
		.used_ns = budget_used_ns(&work->budget, 0),
		.budget_ns = work->how->budget_ns,
	};

	if (work->how->tell)
		work->how->tell(work->how->context, &progress);
}

/* The execution asked for if it breaks the witness's promise, else NULL. */
static struct execution *shrink_try(struct work *work,
				    const struct execution_request *request)
{
	struct execution *execution;

	if (!may_go_on(work))
		return NULL;
	shrink_tell(work);
	work->executions++;
	if (guest_execute(request, &execution))
		return NULL;
	if (execution_broke(execution) == work->witness->promise)
		return execution;
	execution_free(execution);
	return NULL;
}

static struct execution *try_alone(struct work *work, const struct test *test,
				   const char *schedule)
{
	struct execution_request request = replay_request(work->how->replay);

	request.test = test;
	request.schedule = schedule;
	return shrink_try(work, &request);
}

static void shrink_adopt(struct work *work, const struct test *test,
			 const char *schedule,
			 const struct execution *execution)
{
	struct witness *witness = work->witness;

	/* The schedule may be the witness's own. */
	if (schedule != witness->schedule) {
		free(witness->schedule);
		witness->schedule = xstrdup(schedule);
	}
	if (test != &witness->test)
		witness->test = *test;
	witness->alone = true;
	witness_tell(witness, &execution->result, &execution->shown.run);
}

/* Makes this schedule the witness's if it breaks the promise alone. */
static bool shrink_settle(struct work *work, const struct test *test,
			  const char *schedule)
{
	struct execution *execution = schedule ?
					      try_alone(work, test, schedule) :
					      NULL;

	if (!execution)
		return false;
	shrink_adopt(work, test, schedule, execution);
	execution_free(execution);
	return true;
}

/*
 * Looks for a schedule that breaks the promise, among COUNT. It becomes the
 * witness's if it does so alone too, with fewer preemptions than FEWER_THAN.
 */
static bool shrink_search(struct work *work, const struct test *test,
			  const char *strategy, uint64_t count,
			  uint32_t fewer_than)
{
	struct execution_request request = replay_request(work->how->replay);
	struct execution *execution;
	char *schedule;
	bool found;

	request.test = test;
	request.schedule = NULL;
	request.strategy = strategy;
	request.seed = work->executions + 1;
	request.first = 0;
	request.count = count;
	request.final_every = LEG_FINAL_EVERY;
	execution = shrink_try(work, &request);
	if (!execution)
		return false;
	schedule = explicit_schedule(&execution->shown);
	found = execution->shown.run.preemptions < fewer_than &&
		(shrink_settle(work, test, schedule) ||
		 shrink_settle(work, test, execution->result.schedule));
	free(schedule);
	execution_free(execution);
	return found;
}

static bool try_smaller(struct work *work, const struct test *smaller)
{
	return shrink_settle(work, smaller, work->witness->schedule) ||
	       shrink_search(work, smaller, "", SEARCH, UINT32_MAX);
}

/* Tries to leave out each part once; true if one was left out. */
static bool drop_parts(struct work *work)
{
	struct test *smaller = xcalloc(1, sizeof(*smaller));
	unsigned int number = 0;
	bool any = false;
	int is_test;

	while (may_go_on(work) &&
	       (is_test = test_reduce(&work->witness->test, number, smaller)) >=
		       0) {
		if (is_test && try_smaller(work, smaller))
			any = true; /* NUMBER is the next one now */
		else
			number++;
	}
	free(smaller);
	return any;
}

/*
 * How many preemptions the witness's schedule lists; UINT32_MAX if a seed
 * chooses them.
 */
static uint32_t shrink_listed(const struct witness *witness)
{
	struct schedule schedule;
	const char *where;
	uint32_t count = UINT32_MAX;

	if (schedule_parse(witness->schedule, &schedule, &where))
		return count;
	if (schedule.control.strategy == FSLITMUS_EXPLICIT)
		count = schedule.control.count;
	else if (schedule.control.strategy == FSLITMUS_NONE)
		count = 0;
	schedule_clear(&schedule);
	return count;
}

/* Looks for a different schedule that begins with few preemptions. */
static void look_for_few(struct work *work)
{
	static const char *const strategies[] = {
		"none",	     "sparse:depth=1;processes", "sparse:depth=1",
		"enumerate", "sparse:depth=2",		 "random:rate=1024",
	};
	struct witness *witness = work->witness;

	for (size_t i = 0; i < sizeof(strategies) / sizeof(strategies[0]);
	     i++) {
		if (shrink_listed(witness) <= MANY_PREEMPTIONS)
			return;
		shrink_search(work, &witness->test, strategies[i],
			      i ? SEARCH_FEW : 1, shrink_listed(witness));
	}
}

static bool try_list(void *context, const struct fslitmus_preemption *list,
		     size_t count, int *stop)
{
	struct work *work = context;
	struct guest_execution *shown = xcalloc(1, sizeof(*shown));
	char *schedule;
	bool holds;

	shown->run.hash = 1;
	shown->run.preemptions = shown->run.preemptions_kept = count;
	if (count)
		memcpy(shown->preemptions, list, count * sizeof(*list));
	schedule = explicit_schedule(shown);
	holds = shrink_settle(work, &work->witness->test, schedule);
	free(schedule);
	free(shown);
	*stop = !may_go_on(work);
	return holds;
}

static void drop_preemptions(struct work *work)
{
	struct schedule schedule;
	const char *where;
	size_t count;

	if (schedule_parse(work->witness->schedule, &schedule, &where))
		return;
	count = schedule.control.count;
	if (schedule.control.strategy == FSLITMUS_EXPLICIT)
		shrink_preemptions(schedule.list, &count, try_list, work);
	schedule_clear(&schedule);
}

/* Repeats the execution, or finds one that needs no earlier schedules. */
static bool shrink_repeat(struct work *work)
{
	struct witness *witness = work->witness;

	if (witness->alone)
		return shrink_settle(work, &witness->test, witness->schedule);
	for (int i = 0; i < 8 && may_go_on(work); i++)
		if (shrink_search(work, &witness->test, witness->strategy,
				  GUEST_BATCH / 2, UINT32_MAX))
			return true;
	return false;
}

static char *text_of(const struct test *test)
{
	size_t size = test_text(test, NULL, 0) + 1;
	char *text = xcalloc(size, 1);

	test_text(test, text, size);
	return text;
}

static void remember_first(struct witness *witness)
{
	if (witness->first_schedule)
		return;
	witness->first_schedule = xstrdup(witness->schedule);
	witness->first_test = text_of(&witness->test);
}

int shrink(const struct shrink *how)
{
	struct work work = {
		.how = how,
		.witness = how->witness,
		.step = "repeating it",
	};

	budget_begin(&work.budget, how->budget_ns, 0);
	remember_first(how->witness);
	if (!shrink_repeat(&work))
		return error(
			how->witness->alone ?
				"the witness does not break its promise here" :
				"the promise is broken only after other "
				"schedules of the same boot; no schedule was "
				"found that does it alone");
	work.step = "fewer operations";
	while (drop_parts(&work))
		;
	work.step = "few preemptions";
	look_for_few(&work);
	work.step = "fewer preemptions";
	drop_preemptions(&work);
	shrink_tell(&work);
	return 0;
}
