// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/batch.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actor/final.h"
#include "actor/merge.h"
#include "base/child.h"
#include "machine/death.h"
#include "machine/verify.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "litmus/print.h"

#define LOOK_MS 5
#define TICK_NS 200000000ull
/* What a kernel needs to start, and fsck to end, on a busy machine. */
#define PATIENCE_NS 120000000000ull

/* Who looks this late was stopped. */
#define STOPPED_NS 500000000ull

/* One guest at work. */
struct leg {
	struct guest_legs *legs;
	struct guest guest;
	struct guest_status seen;	/* at the last change */
	uint64_t changed_ns;
	uint64_t ticked_ns;
	uint64_t asked_ns;	/* to stop; 0: not */
	bool timed_out;
	/* Of its last schedule, once there is a reply. */
	char schedule[SCHEDULE_TEXT_SIZE];
	uint64_t hash;
};

/* Never cut: another schedule would be performed. */
static void copy_schedule(char to[SCHEDULE_TEXT_SIZE], const char *schedule)
{
	if (!schedule)
		return;
	if (strlen(schedule) >= SCHEDULE_TEXT_SIZE)
		die(EXIT_NOT_RUN, "a schedule or strategy has %zu letters, of "
		    "which a guest takes %d", strlen(schedule),
		    SCHEDULE_TEXT_SIZE - 1);
	strcpy(to, schedule);
}

void guest_leg_task(struct guest_legs *legs, uint64_t count)
{
	const struct run_options *options = legs->target->options;
	struct guest_task *task = legs->task;

	memset(task, 0, sizeof(*task));
	test_text(legs->test, task->test, sizeof(task->test));
	copy_schedule(task->strategy, options->strategy);
	task->seed = options->seed;
	task->first = legs->next;
	task->count = count;
	task->final_every = legs->final_every ? legs->final_every :
						options->final_every;
	task->stop_after = options->keep_going ? 0 : 1;
	task->flags = legs->flags;
	task->singly_from = legs->singly_from;
	copy_schedule(task->last, legs->last);
}

static uint64_t done_so_far(const struct leg *leg)
{
	const struct guest_status *status = &leg->guest.status;

	return status->state == GUEST_PERFORMING ?
		       status->schedule - leg->legs->next : 0;
}

static void tick(struct leg *leg, uint64_t now, double share)
{
	const struct run_options *options = leg->legs->target->options;
	struct result *result = leg->legs->result;
	uint64_t rounds = result->rounds;

	if (!options->tick || now - leg->ticked_ns < TICK_NS)
		return;
	leg->ticked_ns = now;
	result->rounds += done_so_far(leg);
	options->tick(options->tick_context, leg->legs->test, result, share);
	result->rounds = rounds;
}

/* A test's budget begins with its first schedule. */
static void begin_budget(struct leg *leg)
{
	uint64_t budget_ns = leg->legs->target->options->budget_ns;
	struct guest_legs *legs = leg->legs;

	if (!budget_ns || legs->budget.began_ns || legs->untimed ||
	    leg->seen.state != GUEST_PERFORMING)
		return;
	budget_begin(&legs->budget, budget_ns, leg->guest.pid);
	legs->budget.least_rounds = FEW_ROUNDS;
}

static double share_used(struct leg *leg)
{
	struct guest_legs *legs = leg->legs;

	return legs->untimed ? 0 :
		       budget_share(&legs->budget, leg->guest.pid,
				    legs->result->rounds + done_so_far(leg));
}

/* Returns which part of the budget is used. */
static double keep_time(struct leg *leg, uint64_t now)
{
	const struct run_options *options = leg->legs->target->options;
	double share;

	if (memcmp(&leg->seen, &leg->guest.status, sizeof(leg->seen))) {
		leg->seen = leg->guest.status;
		leg->changed_ns = now;
		begin_budget(leg);
	}
	share = share_used(leg);
	if (!leg->asked_ns &&
	    (share >= 1 || (options->stop && *options->stop))) {
		guest_ask_to_stop(&leg->guest);
		leg->asked_ns = now;
	}
	return share;
}

static bool is_too_late(const struct leg *leg, uint64_t now)
{
	const struct run_options *options = leg->legs->target->options;
	uint64_t patience = leg->guest.status.state == GUEST_PERFORMING ?
				    options->timeout_ns : PATIENCE_NS;

	return patience && now - leg->changed_ns > patience;
}

/*
 * Whoever stops this process stops the guest too, or suspends the machine:
 * time in which nobody could look is not held against the guest.
 */
static void watch(struct leg *leg)
{
	uint64_t looked_ns = clock_ns();

	leg->changed_ns = looked_ns;
	while (guest_runs(&leg->guest)) {
		uint64_t now = clock_ns();

		if (now - looked_ns > STOPPED_NS)
			leg->changed_ns += now - looked_ns;
		looked_ns = now;
		tick(leg, now, keep_time(leg, now));
		if (is_too_late(leg, now)) {
			leg->timed_out = true;
			break;
		}
		sleep_ms(LOOK_MS);
	}
	guest_kill(&leg->guest);
}

/* 0: the leg has a reply, which was added up; else it has none. */
static int take_reply(struct leg *leg)
{
	struct guest_legs *legs = leg->legs;
	struct guest_reply *reply = guest_reply(&leg->guest, 0);

	if (!reply)
		return -1;
	if (legs->shown && legs->result->verdict.kind != VERDICT_FORBIDDEN)
		*legs->shown = reply->shown;
	result_merge(legs->result, &reply->result);
	strcpy(leg->schedule, reply->result.schedule);
	leg->hash = reply->result.execution_hash;
	legs->next += reply->schedules;
	legs->error = reply->error;
	/* Nobody asked it to stop, and it did: no more can be done. */
	if (!reply->schedules && !legs->error)
		legs->error = -ECANCELED;
	free(reply);
	return 0;
}

static void blame(struct result *result, enum promise promise,
		  const char *why)
{
	result->broken[promise]++;
	if (result->verdict.kind == VERDICT_FORBIDDEN)
		return;
	result->verdict.kind = VERDICT_FORBIDDEN;
	result->verdict.promise = promise;
	result->verdict.observation = -1;
	result->verdict.victim_process = result->verdict.victim_operation = -1;
	result->verdict.rival_process = result->verdict.rival_operation = -1;
	snprintf(result->verdict.why, sizeof(result->verdict.why), "%s", why);
}

static const char damage_found[] =
	"the check of the filesystem found it damaged";
static const char complaint_logged[] = "the kernel complained";

bool guest_leg_is_blamed(const struct result *result)
{
	const char *why = result->verdict.why;

	return !strcmp(why, damage_found) || !strcmp(why, complaint_logged) ||
	       guest_death_is_late(why);
}

/* It is not known which of its schedules did it. */
static void blame_leg(struct leg *leg, enum promise promise, const char *why)
{
	struct result *result = leg->legs->result;
	bool first = result->verdict.kind != VERDICT_FORBIDDEN;

	/* Rounds that broke it say more. */
	if (result->broken[promise])
		return;
	blame(result, promise, why);
	if (!first || leg->legs->next == leg->legs->task->first)
		return;
	strcpy(result->schedule, leg->schedule);
	result->execution_hash = leg->hash;
	result->schedule_first = leg->legs->task->first;
	result->schedule_number = leg->legs->next - 1;
}

static void add_complaint(struct result *result, const char *lines)
{
	text_add_line(result->complaint, sizeof(result->complaint), "%s",
		      lines);
}

/* All schedules were done, and then it did not come to its end. */
static void take_late_death(struct leg *leg)
{
	struct result *result = leg->legs->result;
	struct guest_death death;

	guest_death_explain(&death, &leg->guest, leg->timed_out,
			    leg->legs->next);
	if (death.promise == PROMISE_NONE) {
		if (!leg->legs->error)
			note_uncovered(result, "the check of the filesystem "
				       "did not end%s%s",
				       death.said[0] ? ": " : "", death.said);
		return;
	}
	add_complaint(result, death.complaint[0] ? death.complaint :
						   death.why);
	blame_leg(leg, death.promise, death.why);
}

/* What the kernel logged, and what the check of the filesystem said. */
static void take_complaints(struct leg *leg)
{
	struct result *result = leg->legs->result;
	char before = result->complaint[0];

	if (!guest_is_done(&leg->guest)) {
		take_late_death(leg);
		return;
	}
	guest_log_words(&leg->guest, result->complaint,
			sizeof(result->complaint), result->uncovered,
			sizeof(result->uncovered));
	if (!before && result->complaint[0])
		blame_leg(leg, PROMISE_C6, complaint_logged);
	before = result->complaint[0];
	guest_fsck_words(&leg->guest, result->complaint,
			 sizeof(result->complaint));
	if (!before && result->complaint[0])
		blame_leg(leg, PROMISE_C6, damage_found);
}

/*
 * The schedule in flight took the guest down, or stood still, or did so when
 * its files were set up.
 */
static void take_death(struct leg *leg, const struct guest_death *death)
{
	const struct guest_status *status = &leg->guest.status;
	struct result *result = leg->legs->result;
	bool first = result->verdict.kind != VERDICT_FORBIDDEN;
	bool in_flight = status->state == GUEST_PERFORMING;

	blame(result, death->promise, death->why);
	result->forbidden++;
	result->rounds++;
	add_complaint(result, death->complaint[0] ? death->complaint :
						    death->why);
	if (in_flight)
		leg->legs->next = status->schedule;
	if (first) {
		result->schedule_number = leg->legs->next;
		result->schedule_first = leg->legs->task->first;
		strcpy(result->schedule, status->text);
		result->execution_hash = 0;
		result->history.observations = 0;
		if (leg->legs->shown)
			memset(leg->legs->shown, 0, sizeof(*leg->legs->shown));
	}
	leg->legs->next++;
}

static int start_and_watch(struct leg *leg, struct guest_legs *legs)
{
	*leg = (struct leg){ .legs = legs };
	if (guest_start(&leg->guest, legs->place, legs->task, 1)) {
		snprintf(legs->target->reason, sizeof(legs->target->reason),
			 "cannot start a guest");
		return -1;
	}
	watch(leg);
	return 0;
}

static int run_once(struct leg *leg, struct guest_legs *legs, uint64_t count)
{
	guest_leg_task(legs, count);
	return start_and_watch(leg, legs);
}

int guest_leg_repeat(struct guest_legs *legs, uint64_t count,
		     struct guest *guest)
{
	struct leg leg;

	guest_leg_task(legs, count);
	/* The first may have been told to stop: this one does as many. */
	legs->untimed = true;
	if (start_and_watch(&leg, legs))
		return -1;
	*guest = leg.guest;
	return 0;
}

static void note_missing(struct result *result, uint64_t missing)
{
	if (missing)
		note_uncovered(result, "outcomes of %" PRIu64 " schedules "
			       "before one that took the guest down", missing);
}

/*
 * What the schedules before the fatal one came to, and what was logged and
 * damaged by then, found out once more. That they were performed in time once
 * is enough.
 */
static int repeat_before(const struct leg *dead)
{
	struct guest_legs *legs = dead->legs;
	const struct run_options *options = legs->target->options;
	uint64_t before = done_so_far(dead), from = legs->next, again;
	const bool untimed = legs->untimed;
	struct leg leg;
	int ret;

	if (!before || legs->repeats)
		return 0;
	if (options->stop && *options->stop) {
		note_missing(legs->result, before);
		return 0;
	}
	legs->untimed = true;
	ret = run_once(&leg, legs, before);
	legs->untimed = untimed;
	if (ret)
		return -1;
	if (!take_reply(&leg))
		take_complaints(&leg);
	again = legs->next - from;
	note_missing(legs->result, before > again ? before - again : 0);
	return 0;
}

/* The same leg in another guest; the differences are told. */
static void verify(struct guest_legs *legs, const struct guest_hashes *hashes)
{
	struct guest_legs again = *legs;
	char difference[RESULT_TEXT_SIZE - 64] = "";

	again.next = legs->task->first;
	guest_verify(&again, hashes, difference, sizeof(difference));
	if (!difference[0])
		return;
	snprintf(legs->result->reason, sizeof(legs->result->reason),
		 "uncontrolled nondeterminism: %s", difference);
	legs->error = -EILSEQ;
}

/*
 * Under strict priorities who polls may poll for ever, which a fair scheduler
 * does not let happen: it says nothing of the kernel.
 */
static bool is_unfair(const struct guest_status *status)
{
	return status->state == GUEST_PERFORMING &&
	       !strncmp(status->text, "pct", 3);
}

static void skip_unfair(struct leg *leg)
{
	struct guest_legs *legs = leg->legs;

	text_add_line(legs->result->uncovered, sizeof(legs->result->uncovered),
		      "schedule %" PRIu64 " (%s): somebody polls, which strict "
		      "priorities never let end",
		      leg->guest.status.schedule, leg->guest.status.text);
}

/* No filesystem is to blame. */
static void tell_end(struct leg *leg, const struct guest_death *death)
{
	struct result *result = leg->legs->result;
	bool is_early = leg->guest.status.state < GUEST_READY;
	const char *words = death->said[0] ? death->said : death->complaint;
	char how[RESULT_TEXT_SIZE - 64];

	if (words[0])
		snprintf(how, sizeof(how), "%.*s", (int)strcspn(words, "\n"),
			 words);
	else if (leg->timed_out)
		snprintf(how, sizeof(how), "it stood still");
	else
		snprintf(how, sizeof(how), "it was killed or ended without a "
			 "word (wait status %#x)", leg->guest.ended);
	snprintf(result->reason, sizeof(result->reason),
		 "the guest ended%s: %s",
		 is_early ? " before its first schedule" : " early", how);
	leg->legs->error = -EIO;
}

/* It ended without a reply. */
static int explain_death(struct leg *leg)
{
	struct guest_legs *legs = leg->legs;
	bool unfair = leg->timed_out && is_unfair(&leg->guest.status);
	struct guest_death death;

	guest_death_explain(&death, &leg->guest, leg->timed_out, legs->next);
	if (death.promise == PROMISE_NONE && !unfair) {
		tell_end(leg, &death);
		return 0;
	}
	if (repeat_before(leg))
		return -1;
	if (death.promise != PROMISE_C6 && unfair) {
		skip_unfair(leg);
		legs->next = leg->guest.status.schedule + 1;
	} else {
		take_death(leg, &death);
	}
	return 0;
}

/*
 * To be quick a guest takes many calls to come to what they always do, and
 * ends where one does not. From the schedule in flight on nothing is taken for
 * granted: that a call fails is an outcome then, and judged.
 */
static int repeat_singly(const struct leg *surprised, uint64_t count)
{
	struct guest_legs *legs = surprised->legs;
	const bool untimed = legs->untimed;
	/* Or the one after it, if that was being set up. */
	uint64_t needed = done_so_far(surprised) + 2;
	int ret;

	legs->singly_from = legs->next + done_so_far(surprised);
	legs->untimed = true;
	ret = guest_leg_run(legs, count < needed ? count : needed);
	legs->untimed = untimed;
	/* What a boot does depends on what it began with alone. */
	legs->singly_from = GUEST_NEVER;
	return ret;
}

/* Once more is worth a try where more would be made singly than before. */
static bool is_surprised(const struct leg *leg)
{
	const struct guest_legs *legs = leg->legs;

	return leg->guest.status.surprised &&
	       legs->singly_from > legs->next + done_so_far(leg);
}

int guest_leg_run(struct guest_legs *legs, uint64_t count)
{
	struct guest_hashes hashes;
	struct leg leg;

	if (run_once(&leg, legs, count))
		return -1;
	guest_hashes_read(&leg.guest, &hashes);
	if (take_reply(&leg)) {
		free(hashes.hash);
		return is_surprised(&leg) ? repeat_singly(&leg, count) :
					    explain_death(&leg);
	}
	take_complaints(&leg);
	if (legs->target->options->verify && !legs->error)
		verify(legs, &hashes);
	free(hashes.hash);
	return 0;
}
