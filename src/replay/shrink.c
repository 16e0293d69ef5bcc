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
#include "schedule/sequence.h"
#include "schedule/shrink.h"

/* Schedules tried on a smaller test before it is given up. */
#define SEARCH 500
/* Schedules tried of each strategy of few preemptions. */
#define SEARCH_FEW 1500
/* With more, another schedule is looked for that has fewer. */
#define MANY_PREEMPTIONS 3
#define LEG_FINAL_EVERY 4
/* Searches, of half a batch each, for a schedule that needs none before it. */
#define ALONE_SEARCHES 2

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
	if (request->schedule)
		return execution_that_breaks(request, work->witness->promise);
	/* Any schedule of a search will do. */
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

/* Makes this sequence the witness's if its last schedule breaks the promise. */
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

	if (schedule_parse(sequence_last(witness->schedule), &schedule, &where))
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
	struct witness *witness = work->witness;
	struct guest_execution *shown = xcalloc(1, sizeof(*shown));
	char *schedule;
	bool holds;

	shown->run.hash = 1;
	shown->run.preemptions = shown->run.preemptions_kept = count;
	if (count)
		memcpy(shown->preemptions, list, count * sizeof(*list));
	schedule = explicit_sequence(witness->schedule, shown);
	holds = shrink_settle(work, &witness->test, schedule);
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

	if (schedule_parse(sequence_last(work->witness->schedule), &schedule,
			   &where))
		return;
	count = schedule.control.count;
	if (schedule.control.strategy == FSLITMUS_EXPLICIT)
		shrink_preemptions(schedule.list, &count, try_list, work);
	schedule_clear(&schedule);
}

/* Writes the last schedule as the preemptions of SHOWN. */
static void spell_out(struct work *work, const struct guest_execution *shown)
{
	struct witness *witness = work->witness;
	char *sequence = explicit_sequence(witness->schedule, shown);

	shrink_settle(work, &witness->test, sequence);
	free(sequence);
}

/* The schedules of a witness's batch that it needs, as a sequence. */
static bool repeat_batch(struct work *work)
{
	struct witness *witness = work->witness;
	struct execution_request request = replay_request(work->how->replay);
	struct execution *execution;
	char *sequence;
	bool found;

	shrink_tell(work);
	execution = execution_with_earlier(&request, witness->schedule,
					   witness->promise, &sequence);
	found = execution != NULL;
	if (found) {
		shrink_adopt(work, &witness->test, sequence, execution);
		spell_out(work, &execution->shown);
	}
	execution_free(execution);
	free(sequence);
	return found;
}

/* Looks for a schedule that needs none before it. */
static bool find_alone(struct work *work, const char *strategy)
{
	for (int i = 0; i < ALONE_SEARCHES && may_go_on(work); i++)
		if (shrink_search(work, &work->witness->test, strategy,
				  GUEST_BATCH / 2, UINT32_MAX))
			return true;
	return false;
}

/* Repeats the execution, or finds another that can be. */
static bool shrink_repeat(struct work *work)
{
	struct witness *witness = work->witness;

	if (witness->alone)
		return shrink_settle(work, &witness->test, witness->schedule);
	return repeat_batch(work) || find_alone(work, witness->strategy);
}

/* Replaces COUNT schedules of the sequence by BY, if that still breaks the
 * promise. */
static bool try_instead(struct work *work, size_t index, size_t count,
			const char *by)
{
	struct witness *witness = work->witness;
	char *sequence = sequence_replace(witness->schedule, index, count, by);
	bool holds;

	if (!sequence)
		out_of_memory();
	holds = shrink_settle(work, &witness->test, sequence);
	free(sequence);
	return holds;
}

/* How many schedules come before the one that breaks the promise. */
static size_t shrink_earlier(const struct work *work)
{
	return sequence_count(work->witness->schedule) - 1;
}

/* Removes pieces of SIZE schedules; true if any was removed. */
static bool drop_earlier_pieces(struct work *work, size_t size)
{
	bool any = false;

	for (size_t end = shrink_earlier(work); end && may_go_on(work);) {
		size_t first = end > size ? end - size : 0;

		any |= try_instead(work, first, end - first, NULL);
		end = first;
	}
	return any;
}

/* No single schedule that is left can be removed. */
static void drop_earlier(struct work *work)
{
	size_t size = shrink_earlier(work);

	while (size && shrink_earlier(work) && may_go_on(work))
		if (!drop_earlier_pieces(work, size) || size > 1)
			size /= 2;
}

/* Schedules that are only to leave a state may as well preempt nobody. */
static void calm_earlier(struct work *work)
{
	for (size_t i = 0; i < shrink_earlier(work) && may_go_on(work); i++)
		if (strncmp(sequence_from(work->witness->schedule, i), "none/",
			    5))
			try_instead(work, i, 1, "none");
}

static void shrink_sequence(struct work *work)
{
	drop_earlier(work);
	if (!shrink_earlier(work))
		return;
	calm_earlier(work);
	find_alone(work, "");
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
				"found that does it alone, or after those "
				"written down");
	work.step = "fewer schedules before";
	shrink_sequence(&work);
	work.step = "fewer operations";
	while (drop_parts(&work))
		;
	drop_earlier(&work);
	work.step = "few preemptions";
	look_for_few(&work);
	work.step = "fewer preemptions";
	drop_preemptions(&work);
	shrink_tell(&work);
	return 0;
}
