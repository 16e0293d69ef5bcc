// SPDX-License-Identifier: GPL-2.0-or-later
/* The supervisor of the trials: a process for each, a line for each mutant. */
#include "mutants/mutants.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/interrupt.h"
#include "kernel/cache.h"
#include "mutants/list.h"
#include "mutants/score.h"
#include "mutants/trial.h"
#include "run/board.h"
#include "run/progress.h"
#include "run/stop.h"

#define LOOK_MS 20
#define DRAW_EVERY_NS 200000000ull

struct supervisor {
	const struct mutants_options *options;
	const struct mutants_format *format;
	struct mutant_list list;
	struct board *board;
	struct trial *trials; /* as many as seeds for each mutant */
	size_t count;
	size_t next;		   /* trial to start */
	size_t told;		   /* mutants */
	uint32_t at[RUN_MAX_JOBS]; /* the trial of each worker */
	size_t over;		   /* trials */
	struct total total;
	struct progress progress;
	uint64_t began_ns, drawn_ns;
};

static bool mutants_is_tried(const struct mutant *mutant)
{
	return mutant->lane_count && !*mutant->unreachable;
}

static const struct mutant *mutant_of(const struct supervisor *supervisor,
				      size_t trial)
{
	return &supervisor->list.mutants[trial / supervisor->options->seeds];
}

static void *mutants_share(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		out_of_memory();
	return memory;
}

static void mutants_prepare(struct supervisor *supervisor)
{
	const struct mutants_options *options = supervisor->options;

	supervisor->count = supervisor->list.count * options->seeds;
	supervisor->board = mutants_share(sizeof(struct board));
	supervisor->board->supervisor = getpid();
	supervisor->trials = mutants_share(
		supervisor->count * sizeof(struct trial) + 1);
	for (size_t i = 0; i < supervisor->count; i++) {
		struct trial *trial = &supervisor->trials[i];

		trial->mutant = i / options->seeds;
		trial->seed = options->seed + i % options->seeds;
		trial->budget_ns = mutant_of(supervisor, i)->is_control ?
					   options->control_ns /
						   options->seeds :
					   options->budget_ns;
		supervisor->progress.planned += mutants_is_tried(
			mutant_of(supervisor, i));
	}
}

static void mutants_start_trial(struct supervisor *supervisor, unsigned int job)
{
	struct trial *trial = &supervisor->trials[supervisor->next];
	const struct mutant *mutant = mutant_of(supervisor, supervisor->next);
	pid_t pid;

	trial->state = TRIAL_RUNNING;
	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		trial->state = TRIAL_NOT_RUN;
		snprintf(trial->reason, sizeof(trial->reason),
			 "cannot start a process: %s", strerror(errno));
		supervisor->next++;
		supervisor->over++;
		return;
	}
	if (!pid)
		trial_run(trial, mutant, supervisor->options,
			  supervisor->board);
	supervisor->board->worker[job] = pid;
	supervisor->at[job] = supervisor->next++;
}

/* Skips mutants that are not tried. */
static bool mutants_has_more(struct supervisor *supervisor)
{
	while (supervisor->next < supervisor->count &&
	       !mutants_is_tried(mutant_of(supervisor, supervisor->next)))
		supervisor->next++;
	return supervisor->next < supervisor->count && !supervisor->board->stop;
}

static bool mutants_reap(struct supervisor *supervisor, unsigned int job)
{
	struct trial *trial = &supervisor->trials[supervisor->at[job]];
	pid_t pid = supervisor->board->worker[job];
	int status;

	if (!child_ended(pid))
		return false;
	supervisor->board->worker[job] = 0;
	status = child_reap(pid);
	supervisor->over++;
	if (trial->state != TRIAL_RUNNING)
		return true;
	trial->state = TRIAL_NOT_RUN;
	if (!trial->reason[0])
		snprintf(trial->reason, sizeof(trial->reason),
			 "the process running it ended early (wait status "
			 "%#x)",
			 status);
	return true;
}

static bool mutants_is_over(const struct supervisor *supervisor, size_t mutant)
{
	const struct trial *trials =
		&supervisor->trials[mutant * supervisor->options->seeds];

	if (!mutants_is_tried(&supervisor->list.mutants[mutant]))
		return true;
	for (unsigned int i = 0; i < supervisor->options->seeds; i++)
		if (trials[i].state == TRIAL_WAITING ||
		    trials[i].state == TRIAL_RUNNING)
			return false;
	return true;
}

/* Reports mutants sorted by name, each as soon as its turn has come. */
static void mutants_tell(struct supervisor *supervisor)
{
	const struct mutants_options *options = supervisor->options;

	while (supervisor->told < supervisor->list.count &&
	       mutants_is_over(supervisor, supervisor->told)) {
		size_t i = supervisor->told++;
		struct score score;

		score_make(&score, &supervisor->list.mutants[i],
			   &supervisor->trials[i * options->seeds],
			   options->seeds);
		supervisor->total.of[score.status]++;
		progress_erase(&supervisor->progress);
		supervisor->format->score(options, &score);
	}
	/* The score cannot be written any more. */
	if (ferror(options->out))
		supervisor->board->stop = 1;
}

static void mutants_show_worker(struct supervisor *supervisor, unsigned int job)
{
	const struct trial *trial = &supervisor->trials[supervisor->at[job]];
	const struct mutant *mutant = mutant_of(supervisor,
						supervisor->at[job]);
	struct progress *progress = &supervisor->progress;

	if (!supervisor->board->worker[job])
		return;
	if (progress->test) {
		progress->others++;
		return;
	}
	progress->test = mutant->name;
	progress->target = mutant->lanes[trial->lane].config->name;
}

static void mutants_draw(struct supervisor *supervisor, uint64_t now)
{
	struct progress *progress = &supervisor->progress;
	uint64_t elapsed = now - supervisor->began_ns;

	progress->rounds = 0;
	for (size_t i = 0; i < supervisor->count; i++)
		progress->rounds += supervisor->trials[i].schedules;
	progress->done = supervisor->over;
	progress->test = NULL;
	progress->others = 0;
	for (unsigned int job = 0; job < supervisor->options->jobs; job++)
		mutants_show_worker(supervisor, job);
	progress->rate = progress->rounds / (elapsed / 1e9 + 1e-9);
	progress->left_ns = progress->done ? elapsed / progress->done *
						     (progress->planned -
						      progress->done) :
					     0;
	progress->stopping = supervisor->board->stop;
	progress_draw(progress);
	supervisor->drawn_ns = now;
}

/* Starts and reaps trials. False: none runs, and none is left. */
static bool mutants_attend(struct supervisor *supervisor)
{
	bool runs = false, changed = false;
	uint64_t now = clock_ns();

	for (unsigned int job = 0; job < supervisor->options->jobs; job++) {
		if (supervisor->board->worker[job])
			changed |= mutants_reap(supervisor, job);
		if (!supervisor->board->worker[job] &&
		    mutants_has_more(supervisor))
			mutants_start_trial(supervisor, job);
		runs |= supervisor->board->worker[job];
	}
	if (changed || !runs)
		mutants_tell(supervisor);
	if (supervisor->options->progress &&
	    now - supervisor->drawn_ns > DRAW_EVERY_NS)
		mutants_draw(supervisor, now);
	if (runs)
		sleep_ms(LOOK_MS);
	return runs;
}

static enum exit_status mutants_sum_up(struct supervisor *supervisor)
{
	struct total *total = &supervisor->total;
	const struct mutants_options *options = supervisor->options;

	total->elapsed_ns = clock_ns() - supervisor->began_ns;
	total->interrupted = supervisor->told < supervisor->list.count ||
			     interrupted;
	progress_erase(&supervisor->progress);
	supervisor->format->end(options, total);
	stop_tell();
	if (!fflush(options->out) && !ferror(options->out))
		return total_status(total);
	if (errno != EPIPE)
		error("cannot write the score: %s", strerror(errno));
	return EXIT_NOT_RUN;
}

static enum exit_status mutants_run_trials(struct supervisor *supervisor)
{
	enum exit_status status;

	signal(SIGPIPE, SIG_IGN);
	mutants_prepare(supervisor);
	supervisor->began_ns = clock_ns();
	supervisor->format->begin(supervisor->options);
	stop_watch(supervisor->board);
	while (mutants_attend(supervisor))
		;
	status = mutants_sum_up(supervisor);
	stop_unwatch();
	return status;
}

/* Checks first that there is a kernel with faults, and which it lacks. */
static int mutants_find_kernel(const struct mutants_options *options,
			       struct mutant_list *list)
{
	struct kernel_list *kernels = cache_list();
	const struct kernel *kernel = cache_choose(kernels, options->kernel,
						   true);
	int status = 0;

	if (!kernel || !kernel->with_mutants) {
		status = error(
			options->kernel ?
				"no cached kernel with faults has that key or "
				"build id; \"fslitmus kernel list\" shows them" :
				"no kernel with faults is built; \"fslitmus "
				"kernel build --mutants\" makes one");
	} else {
		mutant_list_leave_out(list, kernel);
	}
	cache_list_free(kernels);
	return status;
}

int mutants_run(struct mutants_options *options)
{
	struct supervisor supervisor = {
		.options = options,
		.format = mutants_format_find(options->format),
	};
	int status = mutant_list_make(&supervisor.list, options);

	if (!status)
		status = mutants_find_kernel(options, &supervisor.list);
	if (!status)
		status = mutants_run_trials(&supervisor);
	mutant_list_free(&supervisor.list);
	return status;
}
