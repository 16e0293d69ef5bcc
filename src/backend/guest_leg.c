// SPDX-License-Identifier: GPL-2.0-or-later
#include "backend/guest_leg.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actor/merge.h"
#include "backend/child.h"
#include "backend/guest_verify.h"
#include "base/clock.h"
#include "base/text.h"
#include "litmus/print.h"

#define LOOK_MS 5
#define TICK_NS 200000000ull
/* What a kernel needs to start, and fsck to end, on a busy machine. */
#define PATIENCE_NS 120000000000ull

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

void guest_leg_task(struct guest_legs *legs, uint64_t count)
{
	const struct run_options *options = legs->target->options;
	struct guest_task *task = legs->task;

	memset(task, 0, sizeof(*task));
	test_text(legs->test, task->test, sizeof(task->test));
	snprintf(task->strategy, sizeof(task->strategy), "%s",
		 options->strategy ? options->strategy : "");
	task->seed = options->seed;
	task->first = legs->next;
	task->count = count;
	task->final_every = legs->final_every ? legs->final_every :
						options->final_every;
	task->stop_after = options->keep_going ? 0 : 1;
	task->flags = legs->flags;
	if (legs->last)
		snprintf(task->last, sizeof(task->last), "%s", legs->last);
}

static uint64_t done_so_far(const struct leg *leg)
{
	const struct guest_status *status = &leg->guest.status;

	return status->state == GUEST_PERFORMING ?
		       status->schedule - leg->legs->next : 0;
}

static void tick(struct leg *leg, uint64_t now)
{
	const struct run_options *options = leg->legs->target->options;
	struct result *result = leg->legs->result;
	uint64_t rounds = result->rounds;

	if (!options->tick || now - leg->ticked_ns < TICK_NS)
		return;
	leg->ticked_ns = now;
	result->rounds += done_so_far(leg);
	options->tick(options->tick_context, leg->legs->test, result);
	result->rounds = rounds;
}

/* The time of a test begins with its first schedule. */
static void keep_time(struct leg *leg, uint64_t now)
{
	const struct run_options *options = leg->legs->target->options;
	struct guest_legs *legs = leg->legs;

	if (memcmp(&leg->seen, &leg->guest.status, sizeof(leg->seen))) {
		leg->seen = leg->guest.status;
		leg->changed_ns = now;
		if (options->time_ns && !legs->deadline_ns && !legs->repeats)
			legs->deadline_ns = now + options->time_ns;
	}
	if (leg->asked_ns)
		return;
	if ((options->stop && *options->stop) ||
	    (legs->deadline_ns && now >= legs->deadline_ns)) {
		guest_ask_to_stop(&leg->guest);
		leg->asked_ns = now;
	}
}

static bool is_too_late(const struct leg *leg, uint64_t now)
{
	const struct run_options *options = leg->legs->target->options;
	uint64_t patience = leg->guest.status.state == GUEST_PERFORMING ?
				    options->timeout_ns : PATIENCE_NS;

	return patience && now - leg->changed_ns > patience;
}

static void watch(struct leg *leg)
{
	leg->changed_ns = clock_ns();
	while (guest_runs(&leg->guest)) {
		uint64_t now = clock_ns();

		keep_time(leg, now);
		tick(leg, now);
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
	memcpy(leg->schedule, reply->result.schedule, sizeof(leg->schedule));
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
	return !strcmp(result->verdict.why, damage_found) ||
	       !strcmp(result->verdict.why, complaint_logged);
}

/* It is not known which of its schedules did it. */
static void blame_leg(struct leg *leg, const char *why)
{
	struct result *result = leg->legs->result;
	bool first = result->verdict.kind != VERDICT_FORBIDDEN;

	blame(result, PROMISE_C6, why);
	if (!first || leg->legs->next == leg->legs->task->first)
		return;
	memcpy(result->schedule, leg->schedule, sizeof(result->schedule));
	result->execution_hash = leg->hash;
	result->schedule_first = leg->legs->task->first;
	result->schedule_number = leg->legs->next - 1;
}

/* What the kernel logged, and what the check of the filesystem said. */
static void take_complaints(struct leg *leg)
{
	struct result *result = leg->legs->result;
	bool is_done = guest_is_done(&leg->guest);
	char before = result->complaint[0];

	guest_log_words(&leg->guest, result->complaint,
			sizeof(result->complaint), result->uncovered,
			sizeof(result->uncovered));
	if (!before && result->complaint[0])
		blame_leg(leg, complaint_logged);
	before = result->complaint[0];
	if (is_done)
		guest_fsck_words(&leg->guest, result->complaint,
				 sizeof(result->complaint));
	else if (!leg->legs->error)
		text_add_line(result->uncovered, sizeof(result->uncovered),
			      "the check of the filesystem did not end");
	if (!before && result->complaint[0])
		blame_leg(leg, damage_found);
}

static const char *first_line(const char *text)
{
	static char line[RESULT_TEXT_SIZE - 128];

	snprintf(line, sizeof(line), "%.*s", (int)strcspn(text, "\n"), text);
	return line;
}

/* The schedule in flight took the guest down, or stood still. */
static void take_death(struct leg *leg, const char *complaint)
{
	const struct guest_status *status = &leg->guest.status;
	struct result *result = leg->legs->result;
	bool sleeps = strstr(complaint, "sleep forever") ||
		      strstr(complaint, "blocked for more than");
	bool first = result->verdict.kind != VERDICT_FORBIDDEN;
	char why[VERDICT_WHY_SIZE];

	if (leg->timed_out)
		snprintf(why, sizeof(why), "schedule %" PRIu64
			 " did not end within the time it was given",
			 status->schedule);
	else
		snprintf(why, sizeof(why), "the kernel did not survive "
			 "schedule %" PRIu64 ": %s", status->schedule,
			 sleeps ? "everybody waits and nobody can go on" :
				  first_line(complaint));
	blame(result, leg->timed_out || sleeps ? PROMISE_C7 : PROMISE_C6, why);
	result->forbidden++;
	result->rounds++;
	text_add_line(result->complaint, sizeof(result->complaint), "%s",
		      complaint[0] ? complaint : why);
	leg->legs->next = status->schedule + 1;
	if (!first)
		return;
	memcpy(result->schedule, status->text, sizeof(status->text));
	result->schedule_number = status->schedule;
	result->schedule_first = leg->legs->task->first;
	result->history.observations = 0;
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
	legs->deadline_ns = 0;
	legs->repeats = true;
	if (start_and_watch(&leg, legs))
		return -1;
	*guest = leg.guest;
	return 0;
}

/* What the schedules before the fatal one came to, found out once more. */
static int repeat_before(const struct leg *dead)
{
	struct guest_legs *legs = dead->legs;
	uint64_t before = dead->guest.status.schedule - legs->next;
	struct leg leg;

	if (!before || legs->repeats || (legs->target->options->stop &&
					 *legs->target->options->stop))
		return 0;
	if (run_once(&leg, legs, before))
		return -1;
	if (take_reply(&leg))
		text_add_line(legs->result->uncovered,
			      sizeof(legs->result->uncovered),
			      "outcomes of %" PRIu64 " schedules before the "
			      "one that took the guest down", before);
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

/* It ended without a reply. */
static int explain_death(struct leg *leg)
{
	struct guest_legs *legs = leg->legs;
	struct result *result = legs->result;
	char complaint[sizeof(result->complaint)] = "", said[256] = "";

	guest_last_words(&leg->guest, complaint, sizeof(complaint), said,
			 sizeof(said));
	if (!complaint[0] && !said[0] && !leg->timed_out)
		snprintf(said, sizeof(said), "it was killed or ended without "
			 "a word (wait status %#x)", leg->guest.ended);
	if (leg->timed_out && is_unfair(&leg->guest.status)) {
		skip_unfair(leg);
		if (repeat_before(leg))
			return -1;
		legs->next = leg->guest.status.schedule + 1;
		return 0;
	}
	if (leg->guest.status.state == GUEST_PERFORMING && !said[0]) {
		if (repeat_before(leg))
			return -1;
		if (!legs->error)
			take_death(leg, complaint);
		return 0;
	}
	snprintf(result->reason, sizeof(result->reason),
		 "the guest ended%s: %s",
		 leg->guest.status.state == GUEST_BOOTING ?
			 " before its first schedule" : " early",
		 said[0] ? said : complaint[0] ? first_line(complaint) :
		 leg->timed_out ? "it stood still" : "it said nothing");
	legs->error = -EIO;
	return 0;
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
		return explain_death(&leg);
	}
	take_complaints(&leg);
	if (legs->target->options->verify && !legs->error)
		verify(legs, &hashes);
	free(hashes.hash);
	return 0;
}
