// SPDX-License-Identifier: GPL-2.0-or-later
#include "mutants/trial.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/budget.h"
#include "backend/uml.h"
#include "base/error.h"
#include "mutants/again.h"
#include "run/stop.h"

/* Schedules of a test's first turn; each further turn has four times more,
 * but no more than one boot performs. */
#define FIRST_TURN 128
#define FINAL_EVERY 16

/* A lane at work. */
struct runner {
	bool opened, useless;
	struct target target;
	struct result *result;
	struct guest_legs legs;
};

struct work {
	struct trial *trial;
	const struct mutant *mutant;
	struct run_options options;
	struct runner *runners;
	struct budget budget;
	uint64_t before;	/* schedules of the lanes not at work */
};

/* Processor time so far, but for what does not count. No guest runs. */
static uint64_t paid_ns(struct work *work)
{
	reap_orphans();
	return budget_used_ns(&work->budget, 0);
}

static void tick(void *context, const struct test *test,
		 const struct result *result, double share)
{
	struct work *work = context;

	(void)test;
	(void)share;
	work->trial->schedules = work->before + result->rounds;
}

static void open_lane(struct work *work, unsigned int index)
{
	const struct lane *lane = &work->mutant->lanes[index];
	struct runner *runner = &work->runners[index];
	struct trial *trial = work->trial;
	uint64_t began = paid_ns(work);

	runner->opened = true;
	runner->target = (struct target){
		.backend = backend_find("uml"),
		.options = &work->options,
		.path = lane->mkfs->name,
	};
	runner->result = calloc(1, sizeof(*runner->result));
	if (!runner->result ||
	    runner->target.backend->open(&runner->target) ||
	    uml_begin(&runner->target, lane->test, runner->result,
		      &runner->legs)) {
		runner->useless = true;
		snprintf(trial->reason, sizeof(trial->reason), "%s: %.400s",
			 lane->mkfs->name, runner->target.reason[0] ?
				runner->target.reason : "out of memory");
	}
	budget_forgive(&work->budget, paid_ns(work) - began);
}

static void close_lanes(struct work *work)
{
	char complaint[RESULT_TEXT_SIZE];

	for (unsigned int i = 0; i < work->mutant->lane_count; i++) {
		struct runner *runner = &work->runners[i];

		if (!runner->opened)
			continue;
		runner->target.backend->close(&runner->target, complaint,
					      sizeof(complaint));
		free(runner->legs.task);
		free(runner->result);
	}
}

static bool has_found(const struct result *result)
{
	return result->forbidden || result->complaint[0];
}

/* An answer that was cut short is none. */
static void ask_again(struct work *work, const struct runner *runner)
{
	enum again repeats = again_repeats(&runner->legs);
	enum again without = again_without(&runner->legs);

	if (*work->options.stop)
		return;
	work->trial->repeats = repeats;
	work->trial->without = without;
}

static void take_hit(struct work *work, const struct runner *runner)
{
	const struct result *result = runner->result;
	struct trial *trial = work->trial;

	trial->cpu_ns = paid_ns(work);
	trial->promise = result->verdict.promise;
	memcpy(trial->why, result->verdict.why, sizeof(trial->why));
	strcpy(trial->schedule, result->schedule);
	trial->schedule_number = result->schedule_number;
	trial->schedule_first = result->schedule_first;
	if (!work->options.real_time)
		ask_again(work, runner);
}

static void note_error(struct trial *trial, const struct lane *lane,
		       const struct runner *runner)
{
	const char *why = runner->result->reason[0] ? runner->result->reason :
						      runner->target.reason;

	snprintf(trial->reason, sizeof(trial->reason), "%s on %s: %.350s",
		 lane->test->name, lane->mkfs->name,
		 why[0] ? why : strerror(-runner->legs.error));
}

/* One turn of a lane. True: it found something. */
static bool take_turn(struct work *work, unsigned int index, uint64_t count)
{
	struct runner *runner = &work->runners[index];
	struct trial *trial = work->trial;
	uint64_t reached;

	trial->lane = index;
	if (!runner->opened)
		open_lane(work, index);
	if (runner->useless)
		return false;
	work->before = trial->schedules - runner->result->rounds;
	reached = runner->result->reached;
	if (guest_leg_run(&runner->legs, count) || runner->legs.error) {
		runner->useless = true;
		note_error(trial, &work->mutant->lanes[index], runner);
	}
	trial->schedules = work->before + runner->result->rounds;
	trial->reached += runner->result->reached - reached;
	if (!has_found(runner->result))
		return false;
	take_hit(work, runner);
	return true;
}

/* What is left of the budget pays for so many, by what they have cost. */
static uint64_t affordable(struct work *work, uint64_t count)
{
	uint64_t budget = work->budget.cpu_ns, paid = paid_ns(work);
	uint64_t done = work->trial->schedules, most;

	if (!done || paid >= budget)
		return count < FIRST_TURN ? count : FIRST_TURN;
	most = (budget - paid) / (paid / done + 1) + 1;
	return count < most ? count : most;
}

static bool may_go_on(struct work *work)
{
	reap_orphans();
	return !*work->options.stop && !budget_is_spent(&work->budget, 0, 0);
}

/* Every lane that is of use has a turn. Returns how many were. */
static unsigned int take_turns(struct work *work, uint64_t count, bool *found)
{
	unsigned int useful = 0;

	for (unsigned int i = 0; i < work->mutant->lane_count; i++) {
		if (!may_go_on(work))
			return useful;
		*found = take_turn(work, i, affordable(work, count));
		useful += !work->runners[i].useless;
		if (*found)
			return useful;
	}
	return useful;
}

static enum trial_state search(struct work *work)
{
	uint64_t count = FIRST_TURN;
	bool found = false;

	while (may_go_on(work)) {
		if (!take_turns(work, count, &found) && !found &&
		    may_go_on(work))
			return TRIAL_NOT_RUN;
		if (found)
			return TRIAL_FOUND;
		count = count * 4 < GUEST_LEG ? count * 4 : GUEST_LEG;
	}
	work->trial->cpu_ns = paid_ns(work);
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
	struct work work = {
		.trial = trial,
		.mutant = mutant,
		.options = {
			.seed = trial->seed,
			.timeout_ns = options->timeout_ns,
			.final_every = FINAL_EVERY,
			.strategy = options->chance ? "none" :
						      options->strategy,
			.kernel = options->kernel,
			.mutant = mutant->name,
			.real_time = options->chance,
			.stop = &board->stop,
			.tick = tick,
			.tick_context = &work,
		},
		.runners = calloc(mutant->lane_count, sizeof(struct runner)),
	};

	stop_follow(board);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (!work.runners)
		die(EXIT_NOT_RUN, "out of memory for a trial");
	budget_begin(&work.budget, trial->budget_ns, 0);
	/* The score is to be the same on a busy machine. */
	work.budget.wall_ns = 0;
	state = search(&work);
	close_lanes(&work);
	free(work.runners);
	/* Last of all: the supervisor believes the rest. */
	trial->state = state;
	_exit(0);
}
