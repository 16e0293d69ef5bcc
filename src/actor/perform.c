// SPDX-License-Identifier: GPL-2.0-or-later
/* Performs a test round by round, and judges and counts each round. */
#include "actor/perform.h"

#include <errno.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actor/access.h"
#include "actor/arena.h"
#include "actor/conductor.h"
#include "actor/crew.h"
#include "actor/extent.h"
#include "actor/files.h"
#include "actor/final.h"
#include "actor/histogram.h"
#include "actor/inside.h"
#include "actor/layout.h"
#include "actor/outcome.h"
#include "actor/pace.h"
#include "actor/refusal.h"
#include "actor/round.h"
#include "actor/tally.h"
#include "contract/failed_call.h"
#include "fs/fs.h"
#include "op/op.h"

/* How often rounds take clock times, and count the pages that are cached. */
#define TIMED_EVERY 16
#define COUNTED_EVERY 64
/* The first rounds look everywhere; after these, refusals are final. */
#define FIRST_ROUNDS 8
#define REFUSED_AFTER 16

/* The state of one call of perform(). */
struct run {
	const struct test *test;
	const struct perform_options *options;
	struct result *result;
	struct layout layout;
	struct arena *arena;
	struct plan *plan;
	struct crew crew;
	struct actor leader;
	struct files files;
	struct final final;
	struct pace pace;
	struct histogram histogram;
	struct verdict verdict; /* of the current round */
	uint64_t start_ns;
	/* Sums over timed rounds. */
	uint64_t timed_ns, inside_ns;
};

static int give_reason(struct result *result, const char *what, int error)
{
	snprintf(result->reason, sizeof(result->reason), "%s: %s", what,
		 strerror(-error));
	return error;
}

static size_t largest_limit(struct run *run)
{
	size_t largest = 0;

	for (int i = 0; i < run->test->files; i++) {
		run->final.limit[i] = extent_of(&run->layout, i);
		if (run->final.limit[i] > largest)
			largest = run->final.limit[i];
	}
	return largest;
}

static int make_plan(struct run *run)
{
	char why[PLAN_REFUSAL_SIZE];
	int error;

	run->plan = plan_new(&run->layout);
	if (run->plan)
		return 0;
	error = -errno;
	if (!plan_refused(&run->layout, why))
		return give_reason(run->result,
				   "cannot plan how to judge the test", error);
	snprintf(run->result->reason, RESULT_TEXT_SIZE,
		 "the test cannot be judged: %s", why);
	return error;
}

/* With a conductor there is no clock. */
static uint64_t now_ns(const struct run *run)
{
	return run->options->conductor ? 0 : clock_ns();
}

/* Zones are emptied, so only on a filesystem that is ours alone. */
static bool is_zoned(const struct perform_options *options)
{
	const struct fs_type *type = fs_type_of_directory(options->directory);

	return options->own_fs && type && type->zoned;
}

/* Allocates all memory. After a failure too, tear_down() frees it. */
static int run_prepare(struct run *run)
{
	/* Larger than any file, so that one read shows where it ends. */
	size_t buffer_size = largest_limit(run) + run->layout.page_size;

	run->arena = arena_new(run->test->processes, run->result);
	if (!run->arena)
		return give_reason(run->result, "cannot start", -ENOMEM);
	run->crew = (struct crew){ .layout = run->layout,
				   .arena = run->arena,
				   .directory = run->options->directory,
				   .zoned = is_zoned(run->options),
				   .buffer_size = buffer_size };
	run->files.actor = run->final.actor = &run->leader;
	run->files.reason = run->result->reason;
	run->final.result = run->histogram.result = run->result;
	run->arena->conductor = run->options->conductor;
	run->arena->final = &run->final;
	run->arena->round_tag = run->options->round_tag;
	if (!run->options->conductor) {
		pace_init(&run->pace, run->options->seed);
		pin_init(&run->arena->pin, run->test->processes,
			 run->options->seed);
	}
	return make_plan(run);
}

static void say_who_died(struct run *run, int process, int status)
{
	if (WIFSIGNALED(status))
		snprintf(run->result->reason, RESULT_TEXT_SIZE,
			 "P%d was killed by signal %d (%s)", process,
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		snprintf(run->result->reason, RESULT_TEXT_SIZE,
			 "P%d could not start, or ended with status %d",
			 process, WEXITSTATUS(status));
}

static int cannot_start(struct run *run, int error)
{
	return give_reason(run->result, "cannot start the processes", error);
}

static void stop_crew(struct run *run)
{
	int status, dead = crew_stop(&run->crew, &run->leader, &status);

	if (dead >= 0)
		say_who_died(run, dead, status);
}

/* Clears as little of the history as a new round needs. */
static void clear_history(struct run *run)
{
	struct history *history = &run->arena->history;

	for (int i = 0; i < run->test->processes; i++)
		memset(history->record[i], 0,
		       run->test->process[i].count * sizeof(struct record));
	history->observations = history->lost = history->views = 0;
	history->failures = 0;
	history->round = round_tag(run->arena, run->result->rounds);
	atomic_store(&run->arena->tickets, 0);
}

static int set_up(struct run *run)
{
	const struct conductor *conductor = run->options->conductor;
	uint64_t round = run->result->rounds;

	clear_history(run);
	run->leader.round = run->arena->history.round;
	if (conductor)
		conductor->begin(conductor->context, round);
	run->arena->timed = !conductor &&
			    (round % TIMED_EVERY == 0 || round < FIRST_ROUNDS);
	/* Guests are deterministic: eviction works in all rounds or in none. */
	run->files.counting = conductor ? round == 0 :
					  round % COUNTED_EVERY == 1 ||
						  round < FIRST_ROUNDS;
	run->files.inside_ns = run->final.inside_ns = 0;
	run->files.kept_pages = 0;
	if (!conductor)
		pace_choose(&run->pace, run->test, run->arena);
	return files_create(&run->files);
}

static bool touches_filesystem(const struct test *test)
{
	for (int i = 0; i < test->processes; i++)
		for (int j = 0; j < test->process[i].count; j++)
			if (test->process[i].operations[j].type->traits &
			    TRAIT_OWN_FS)
				return true;
	return false;
}

/* A test may leave the filesystem frozen, and nothing could be removed. */
static void run_thaw(struct run *run)
{
	if (run->options->own_fs && touches_filesystem(run->test))
		ioctl(run->options->directory, FITHAW, 0);
}

/* Takes all final looks. Returns the hash of the outcome. */
static uint64_t perform_looks(struct run *run)
{
	const struct history *history = &run->arena->history;
	uint64_t round = run->result->rounds;
	uint32_t every = run->options->final_every;
	uint64_t hash;

	final_cached(&run->final);
	hash = outcome_hash(&run->layout, history);
	if (!every || (round >= FIRST_ROUNDS && round % every &&
		       round + 1 != run->options->rounds &&
		       histogram_seen(&run->histogram, hash)))
		return hash;
	histogram_see(&run->histogram, hash);
	final_stored(&run->final);
	return outcome_hash(&run->layout, history);
}

/* Judges the observations, then calls that failed and should not have. */
static void judge_round(struct run *run)
{
	const struct history *history = &run->arena->history;

	oracle_judge(run->plan, history, &run->verdict);
	if (failed_call_judge(run->plan, history, run->options->sound_disk,
			      &run->verdict) == FAILED_CALL_UNJUDGED)
		note_uncovered(run->result,
			       "calls failed as on a disk that fails, and "
			       "whether it does cannot be told: such rounds "
			       "were not judged");
}

static void perform_judge(struct run *run, uint64_t hash)
{
	const struct conductor *conductor = run->options->conductor;
	const struct history *history = &run->arena->history;
	struct result *result = run->result;
	bool reached = outcome_reached(run->test, history), kept;

	judge_round(run);
	if (run->verdict.bounded)
		note_uncovered(run->result,
			       "moves raced in circles: some words were let "
			       "pass unjudged");
	kept = tally_verdict(result, &run->verdict, history);
	histogram_count(&run->histogram, &run->layout, history, hash,
			&run->verdict, reached);
	result->reached += reached;
	tally_operations(result, run->test, history);
	tally_views(result, history);
	result->evictions_failed += run->files.kept_pages;
	if (conductor)
		conductor->judged(conductor->context, result, kept);
}

static void count_time(struct run *run, uint64_t round_ns)
{
	struct result *result = run->result;

	result->elapsed_ns = clock_ns() - run->start_ns;
	if (run->arena->timed) {
		pace_learn(&run->pace, run->test, &run->arena->history);
		run->timed_ns += round_ns;
		run->inside_ns += inside_round(run->test, run->arena,
					       run->files.inside_ns +
						       run->final.inside_ns);
	}
	if (run->timed_ns)
		result->inside_ns = (double)run->inside_ns / run->timed_ns *
				    result->elapsed_ns;
}

/* Is the current round the last one? */
static bool is_last(const struct run *run)
{
	const struct perform_options *options = run->options;
	const struct result *result = run->result;

	return (options->rounds && result->rounds + 1 >= options->rounds) ||
	       (options->stop && *options->stop) ||
	       (options->stop_after &&
		result->forbidden >= options->stop_after);
}

static int perform_together(struct run *run)
{
	bool done = round_lead(&run->leader, run->result->rounds);

	run_thaw(run);
	if (!done)
		return run->arena->error;
	if (refused_in(run->test, &run->arena->history, run->result))
		return -EOPNOTSUPP;
	return 0;
}

/* Removes the round's files, unless they are to be kept for another look. */
static void clean_up(struct run *run, bool keep)
{
	uint64_t start = meter_start(run->arena);

	files_close(&run->leader);
	meter_stop(run->arena, start, &run->final.inside_ns);
	if (!keep)
		files_remove(&run->files);
	else if (!run->result->forbidden)
		tally_history(run->result, &run->arena->history);
}

/*
 * The files could not be set up. If the filesystem failed, that is a round,
 * and the last: the other processes have not taken part in it.
 */
static int judge_setup(struct run *run, int error)
{
	const struct history *history = &run->arena->history;

	if (!failed_call_meaning(-error) || !run->options->sound_disk)
		return error;
	perform_judge(run, outcome_hash(&run->layout, history));
	run->result->rounds++;
	run->result->reason[0] = '\0';
	return 0;
}

/* Performs one round. *LAST: it was the last one. */
static int perform_round(struct run *run, bool *last)
{
	struct result *result = run->result;
	uint64_t start = now_ns(run);
	int ret = set_up(run);

	if (ret) {
		clean_up(run, false);
		*last = true;
		return judge_setup(run, ret);
	}
	ret = perform_together(run);
	if (ret) {
		clean_up(run, false);
		return ret;
	}
	perform_judge(run, perform_looks(run));
	*last = is_last(run);
	clean_up(run, *last && run->options->keep_files);
	result->rounds++;
	result->progress++;
	if (!run->options->conductor)
		count_time(run, run->arena->timed ? clock_ns() - start : 0);
	return 0;
}

static int perform_rounds(struct run *run)
{
	bool last = false;

	run->start_ns = now_ns(run);
	while (!last) {
		int ret = perform_round(run, &last);

		if (ret)
			return ret;
		if (run->result->rounds == REFUSED_AFTER &&
		    refused_always(&run->layout, run->result))
			return -EOPNOTSUPP;
	}
	return 0;
}

static void note_rest(struct run *run)
{
	if (run->files.kept_all && !run->files.evicts)
		note_uncovered(run->result,
			       "evicted files: pages stay in the cache here");
	if (CPU_COUNT(&run->arena->pin.allowed) == 1)
		note_uncovered(run->result,
			       "operations at the same moment: there is one "
			       "processor, on which processes take turns");
	if (run->result->lost_observations)
		note_uncovered(run->result, "%llu observations found no room",
			       (unsigned long long)
				       run->result->lost_observations);
}

static int perform_with_crew(struct run *run)
{
	int ret = access_install();

	if (ret)
		return cannot_start(run, ret);
	ret = crew_start(&run->crew, &run->leader);
	if (ret)
		cannot_start(run, ret);
	else
		ret = perform_rounds(run);
	note_rest(run);
	stop_crew(run);
	pin_release(&run->arena->pin);
	access_release();
	return ret;
}

static void tear_down(struct run *run)
{
	plan_free(run->plan);
	arena_free(run->arena);
	free(run);
}

static struct run *run_new(const struct test *test,
			   const struct perform_options *options,
			   struct result *result)
{
	struct run *run = calloc(1, sizeof(*run));

	if (!run) {
		give_reason(result, "cannot start", -ENOMEM);
		return NULL;
	}
	run->test = test;
	run->options = options;
	run->result = result;
	run->layout = layout_in(test, options->directory);
	return run;
}

int perform(const struct test *test, const struct perform_options *options,
	    struct result *result)
{
	struct run *run;
	int ret;

	result->seed = options->seed;
	if (refused_before(test, options->own_fs, result))
		return -EOPNOTSUPP;
	run = run_new(test, options, result);
	if (!run)
		return -ENOMEM;
	ret = run_prepare(run);
	if (!ret)
		ret = perform_with_crew(run);
	tear_down(run);
	return ret;
}
