// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs a trial: the tests of a mutant take turns, in a process of its own. */
#include "mutants/trial.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/budget.h"
#include "base/memory.h"
#include "kernel/cache.h"
#include "machine/batch.h"
#include "mutants/again.h"
#include "run/stop.h"

/* Schedules of a test's first turn. Each further turn has four times as many,
 * at most as many as one boot performs. */
#define FIRST_TURN 128
#define FINAL_EVERY 16

/* A lane in use. */
struct runner {
	bool opened, useless;
	struct guest_setup setup;
	struct result *result;
	struct batches batches;
	struct guest_execution shown; /* of the round the result keeps */
};

struct trial_work {
	struct trial *trial;
	const struct mutant *mutant;
	struct kernel_list *kernels;
	const struct kernel *kernel;
	bool real_time;
	struct batch_options options;
	struct runner *runners;
	struct budget budget;
	uint64_t before; /* schedules of the other lanes */
};

/* Processor time so far, less what was forgiven. No guest may be running. */
static uint64_t trial_paid_ns(struct trial_work *work)
{
	reap_orphans();
	return budget_used_ns(&work->budget, 0);
}

static void trial_tick(void *context, const struct test *test,
		       const struct result *result, double share)
{
	struct trial_work *work = context;

	(void)test;
	(void)share;
	work->trial->schedules = work->before + result->rounds;
}

static int trial_open_setup(struct trial_work *work, const struct lane *lane,
			    struct guest_setup *setup)
{
	char reason[RESULT_TEXT_SIZE];

	*setup = (struct guest_setup){
		.config = lane->config,
		.mutant = work->mutant->name,
		.real_time = work->real_time,
	};
	if (!guest_setup_open(setup, work->kernel, reason))
		return 0;
	snprintf(work->trial->reason, sizeof(work->trial->reason), "%s: %.400s",
		 lane->config->name, reason);
	return -1;
}

static void trial_open_lane(struct trial_work *work, unsigned int index)
{
	const struct lane *lane = &work->mutant->lanes[index];
	struct runner *runner = &work->runners[index];
	uint64_t began = trial_paid_ns(work);

	runner->opened = true;
	runner->result = xcalloc(1, sizeof(*runner->result));
	runner->useless = trial_open_setup(work, lane, &runner->setup);
	batches_begin(&runner->batches, &runner->setup, lane->test,
		      &work->options, 0, runner->result);
	runner->batches.shown = &runner->shown;
	budget_forgive(&work->budget, trial_paid_ns(work) - began);
}

static void trial_close_lanes(struct trial_work *work)
{
	for (unsigned int i = 0; i < work->mutant->lane_count; i++) {
		struct runner *runner = &work->runners[i];

		if (!runner->opened)
			continue;
		batches_end(&runner->batches);
		guest_setup_close(&runner->setup);
		free(runner->result);
	}
}

static bool trial_has_found(const struct result *result)
{
	return result->forbidden || result->complaint[0];
}

/* Executes the hit again; an answer that a signal cut short does not count. */
static void trial_ask_again(struct trial_work *work,
			    const struct runner *runner)
{
	enum again repeats = again_repeats(&runner->batches);
	enum again without = again_without(&runner->batches);

	if (*work->options.stop)
		return;
	work->trial->repeats = repeats;
	work->trial->without = without;
}

static void trial_take_hit(struct trial_work *work, const struct runner *runner)
{
	const struct result *result = runner->result;
	struct trial *trial = work->trial;

	trial->cpu_ns = trial_paid_ns(work);
	trial->promise = result->verdict.promise;
	memcpy(trial->why, result->verdict.why, sizeof(trial->why));
	strcpy(trial->schedule, result->schedule);
	trial->schedule_number = result->schedule_number;
	trial->schedule_first = result->schedule_first;
	if (!work->real_time)
		trial_ask_again(work, runner);
}

static void trial_note_error(struct trial *trial, const struct lane *lane,
			     const struct runner *runner)
{
	const char *why = runner->result->reason[0] ? runner->result->reason :
						      runner->batches.reason;

	snprintf(trial->reason, sizeof(trial->reason), "%.100s on %s: %.350s",
		 lane->test->name, lane->config->name,
		 why[0] ? why : strerror(-runner->batches.error));
}

/* One turn of a lane. True: it found something. */
static bool trial_take_turn(struct trial_work *work, unsigned int index,
			    uint64_t count)
{
	struct runner *runner = &work->runners[index];
	struct trial *trial = work->trial;
	uint64_t reached;

	trial->lane = index;
	if (!runner->opened)
		trial_open_lane(work, index);
	if (runner->useless)
		return false;
	work->before = trial->schedules - runner->result->rounds;
	reached = runner->result->reached;
	if (batch_run(&runner->batches, count) || runner->batches.error) {
		runner->useless = true;
		trial_note_error(trial, &work->mutant->lanes[index], runner);
	}
	trial->schedules = work->before + runner->result->rounds;
	trial->reached += runner->result->reached - reached;
	if (!trial_has_found(runner->result))
		return false;
	trial_take_hit(work, runner);
	return true;
}

/* How many schedules the rest of the budget pays for, at their cost so far. */
static uint64_t trial_affordable(struct trial_work *work, uint64_t count)
{
	uint64_t budget = work->budget.cpu_ns, paid = trial_paid_ns(work);
	uint64_t done = work->trial->schedules, most;

	if (!done || paid >= budget)
		return count < FIRST_TURN ? count : FIRST_TURN;
	most = (budget - paid) / (paid / done + 1) + 1;
	return count < most ? count : most;
}

static bool trial_may_go_on(struct trial_work *work)
{
	reap_orphans();
	return !*work->options.stop && !budget_is_spent(&work->budget, 0, 0);
}

/* Gives each useful lane a turn. Returns how many there were. */
static unsigned int trial_take_turns(struct trial_work *work, uint64_t count,
				     bool *found)
{
	unsigned int useful = 0;

	for (unsigned int i = 0; i < work->mutant->lane_count; i++) {
		if (!trial_may_go_on(work))
			return useful;
		*found = trial_take_turn(work, i,
					 trial_affordable(work, count));
		useful += !work->runners[i].useless;
		if (*found)
			return useful;
	}
	return useful;
}

static enum trial_state trial_search(struct trial_work *work)
{
	uint64_t count = FIRST_TURN;
	bool found = false;

	if (!work->kernel) {
		snprintf(work->trial->reason, sizeof(work->trial->reason),
			 "the kernel with faults is not cached any more");
		return TRIAL_NOT_RUN;
	}
	while (trial_may_go_on(work)) {
		if (!trial_take_turns(work, count, &found) && !found &&
		    trial_may_go_on(work))
			return TRIAL_NOT_RUN;
		if (found)
			return TRIAL_FOUND;
		count = count * 4 < GUEST_BATCH ? count * 4 : GUEST_BATCH;
	}
	work->trial->cpu_ns = trial_paid_ns(work);
	if (!*work->options.stop)
		return TRIAL_GREEN;
	snprintf(work->trial->reason, sizeof(work->trial->reason),
		 "interrupted");
	return TRIAL_NOT_RUN;
}

void trial_run(struct trial *trial, const struct mutant *mutant,
	       const struct mutants_options *options, struct board *board)
{
	enum trial_state state;
	struct trial_work work = {
		.trial = trial,
		.mutant = mutant,
		.real_time = options->chance,
		.kernels = cache_list(),
		.options =
			{
				.seed = trial->seed,
				.timeout_ns = options->timeout_ns,
				.final_every = FINAL_EVERY,
				.strategy = options->chance ? "none"
							    : options->strategy,
				.stop = &board->stop,
				.tick = trial_tick,
				.tick_context = &work,
			},
		.runners = xcalloc(mutant->lane_count, sizeof(struct runner)),
	};

	stop_follow(board);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	work.kernel = cache_choose(work.kernels, options->kernel, true);
	budget_begin(&work.budget, trial->budget_ns, 0);
	/* No limit by the clock: the score must not depend on the load. */
	work.budget.wall_ns = 0;
	state = trial_search(&work);
	trial_close_lanes(&work);
	free(work.runners);
	cache_list_free(work.kernels);
	/* Set last: then the supervisor reads the rest. */
	trial->state = state;
	_exit(0);
}
