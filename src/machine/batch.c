// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs a test's schedules in guests: one guest for each batch, and another one
 * if a guest died, was surprised, or is to be verified.
 */
#include "machine/batch.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actor/final.h"
#include "actor/merge.h"
#include "base/memory.h"
#include "base/text.h"
#include "litmus/print.h"
#include "machine/blame.h"
#include "machine/verify.h"
#include "schedule/schedule.h"

void batches_begin(struct batches *batches, const struct guest_setup *setup,
		   const struct test *test, const struct batch_options *options,
		   uint64_t first, struct result *result)
{
	*batches = (struct batches){
		.setup = setup,
		.test = test,
		.options = *options,
		.result = result,
		.next = first,
		.task = xcalloc(1, sizeof(*batches->task)),
		.singly_from = GUEST_NEVER,
		.singly_count = 2,
	};
	result_clear(result, options->seed);
}

void batches_end(struct batches *batches)
{
	free(batches->task);
	batches->task = NULL;
}

/* Fails rather than cut the string, which would be another schedule. */
static int batch_copy_schedule(struct batches *batches,
			       char to[SCHEDULE_TEXT_SIZE],
			       const char *schedule)
{
	if (!schedule)
		return 0;
	if (strlen(schedule) >= SCHEDULE_TEXT_SIZE) {
		snprintf(batches->reason, sizeof(batches->reason),
			 "a schedule or strategy has %zu letters, of which a "
			 "guest takes %d",
			 strlen(schedule), SCHEDULE_TEXT_SIZE - 1);
		return -1;
	}
	strcpy(to, schedule);
	return 0;
}

int batch_ask(struct batches *batches, uint64_t count)
{
	const struct batch_options *options = &batches->options;
	struct guest_task *task = batches->task;

	memset(task, 0, sizeof(*task));
	test_text(batches->test, task->test, sizeof(task->test));
	task->seed = options->seed;
	task->first = batches->next;
	task->count = count;
	task->final_every = options->final_every;
	task->stop_after = options->keep_going ? 0 : 1;
	task->flags = (options->trace ? GUEST_TRACE : 0) |
		      (options->write_schedules ? GUEST_SCHEDULES : 0);
	task->singly_from = batches->singly_from;
	if (batch_copy_schedule(batches, task->strategy, options->strategy))
		return -1;
	return batch_copy_schedule(batches, task->last, options->last);
}

static int batch_run_once(struct watched *watched, struct batches *batches,
			  uint64_t count)
{
	if (batch_ask(batches, count))
		return -1;
	return watch_guest(watched, batches);
}

int batch_repeat(struct batches *batches, uint64_t count, struct guest *guest)
{
	struct watched watched;

	/* The first guest may have been told to stop: this one does as many. */
	batches->untimed = true;
	/* Its rounds were counted with the first guest's. */
	batches->options.tick = NULL;
	if (batch_run_once(&watched, batches, count))
		return -1;
	*guest = watched.guest;
	return 0;
}

static void batch_note_missing(struct result *result, uint64_t missing)
{
	if (missing)
		note_uncovered(result,
			       "outcomes of %" PRIu64 " schedules "
			       "before one that took the guest down",
			       missing);
}

static bool batch_is_stopped(const struct batches *batches)
{
	return batches->options.stop && *batches->options.stop;
}

/*
 * Repeats the schedules before the fatal one: their results, the kernel's log
 * and the state of the filesystem were lost with the guest. The budget does not
 * count, since they were performed within it before.
 */
static int batch_repeat_before(const struct watched *dead)
{
	struct batches *batches = dead->batches;
	uint64_t before = watched_done(dead), from = batches->next, again;
	const bool untimed = batches->untimed;
	struct watched watched;
	int ret;

	if (!before || batches->options.last_only)
		return 0;
	if (batch_is_stopped(batches)) {
		batch_note_missing(batches->result, before);
		return 0;
	}
	batches->untimed = true;
	ret = batch_run_once(&watched, batches, before);
	batches->untimed = untimed;
	if (ret)
		return -1;
	if (!blame_reply(&watched))
		blame_leftovers(&watched);
	again = batches->next - from;
	batch_note_missing(batches->result,
			   before > again ? before - again : 0);
	return 0;
}

/* Repeats the batch in another guest, and reports the differences. */
static void batch_verify(struct batches *batches,
			 const struct guest_hashes *hashes)
{
	struct batches again = *batches;
	char difference[RESULT_TEXT_SIZE - 64] = "";

	again.next = batches->task->first;
	guest_verify(&again, hashes, difference, sizeof(difference));
	if (!difference[0])
		return;
	snprintf(batches->result->reason, sizeof(batches->result->reason),
		 "uncontrolled nondeterminism: %s", difference);
	batches->error = -EILSEQ;
}

/*
 * Under strict priorities a process that polls may poll for ever. A fair
 * scheduler prevents that, so such a hang says nothing about the kernel.
 */
static bool batch_is_unfair(const struct guest_status *status)
{
	struct schedule schedule;
	const char *where;
	bool unfair;

	if (status->state != GUEST_PERFORMING ||
	    schedule_parse(status->text, &schedule, &where))
		return false;
	unfair = schedule.control.strategy == FSLITMUS_PCT;
	schedule_clear(&schedule);
	return unfair;
}

static void batch_skip_unfair(struct watched *watched)
{
	const struct guest_status *status = &watched->guest.status;
	struct batches *batches = watched->batches;

	text_add_line(batches->result->uncovered,
		      sizeof(batches->result->uncovered),
		      "schedule %" PRIu64 " (%s): somebody polls, which strict "
		      "priorities never let end",
		      status->schedule, status->text);
	batches->next = status->schedule + 1;
}

static int batch_explain_death(struct watched *watched)
{
	bool unfair = watched->timed_out &&
		      batch_is_unfair(&watched->guest.status);
	struct guest_death death;

	guest_death_explain(&death, &watched->guest, watched->timed_out,
			    watched->batches->next);
	if (death.blame == BLAME_NONE && !unfair) {
		blame_nobody(watched, &death);
		return 0;
	}
	if (batch_repeat_before(watched))
		return -1;
	if (death.promise != PROMISE_C6 && unfair)
		batch_skip_unfair(watched);
	else
		blame_death(watched, &death);
	return 0;
}

/*
 * How many schedules make their calls singly after a surprise. At least two,
 * since the guest may already have been setting up the next one. Each surprise
 * costs two boots, so the number doubles each time. An execution repeated for
 * its last schedule makes all of them in one boot, as the run that found it
 * did.
 */
static uint64_t batch_singly_needed(const struct watched *surprised)
{
	struct batches *batches = surprised->batches;
	uint64_t needed = watched_done(surprised) + batches->singly_count;

	if (batches->options.last_only)
		return GUEST_NEVER;
	if (batches->singly_count < GUEST_BATCH)
		batches->singly_count *= 2;
	return needed;
}

/*
 * To be fast, a guest assumes that many calls return what they always do, and
 * ends when one does not. This repeats the batch with no such assumption from
 * the schedule in flight on. A call that fails is then an outcome, and judged.
 */
static int batch_repeat_singly(const struct watched *surprised, uint64_t count)
{
	struct batches *batches = surprised->batches;
	const bool untimed = batches->untimed;
	uint64_t needed = batch_singly_needed(surprised);
	int ret;

	batches->singly_from = batches->next + watched_done(surprised);
	batches->untimed = true;
	ret = batch_run(batches, count < needed ? count : needed);
	batches->untimed = untimed;
	/* What a boot does depends on what it began with alone. */
	batches->singly_from = GUEST_NEVER;
	return ret;
}

/* Trying again helps only if more schedules would be made singly. */
static bool batch_is_surprised(const struct watched *watched)
{
	const struct batches *batches = watched->batches;

	return watched->guest.status.surprised &&
	       batches->singly_from > batches->next + watched_done(watched);
}

int batch_run(struct batches *batches, uint64_t count)
{
	struct guest_hashes hashes;
	struct watched watched;

	if (batch_run_once(&watched, batches, count))
		return -1;
	guest_hashes_read(&watched.guest, &hashes);
	if (blame_reply(&watched)) {
		free(hashes.hash);
		return batch_is_surprised(&watched) ?
			       batch_repeat_singly(&watched, count) :
			       batch_explain_death(&watched);
	}
	blame_leftovers(&watched);
	if (batches->options.verify && !batches->error)
		batch_verify(batches, &hashes);
	free(hashes.hash);
	return 0;
}

uint64_t batch_count(const struct batches *batches, uint64_t limit)
{
	uint64_t left = limit ? limit - batches->next : GUEST_BATCH;
	uint64_t count = GUEST_BATCH - batches->next % GUEST_BATCH;

	return left < count ? left : count;
}

static bool batches_are_over(struct batches *batches)
{
	return batches->error || batch_is_stopped(batches) ||
	       (batches->result->forbidden && !batches->options.keep_going) ||
	       budget_is_spent(&batches->budget, 0, batches->result->rounds);
}

int batches_run(struct batches *batches, uint64_t limit)
{
	uint64_t count;

	while (!batches_are_over(batches) &&
	       (count = batch_count(batches, limit))) {
		if (batch_run(batches, count))
			return -1;
		reap_orphans();
	}
	return 0;
}
