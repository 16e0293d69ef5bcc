// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Decides what to blame for a broken promise: the round that a guest reported,
 * the schedule in which it died, or the batch if the damage was found when all
 * schedules were done.
 */
#include "machine/blame.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actor/final.h"
#include "actor/merge.h"
#include "base/text.h"

static bool blame_is_first(const struct batches *batches)
{
	return batches->result->verdict.kind != VERDICT_FORBIDDEN;
}

int blame_reply(struct watched *watched)
{
	struct batches *batches = watched->batches;
	struct result *result = batches->result;
	struct guest_reply *reply = guest_reply(&watched->guest, 0);
	bool first = blame_is_first(batches);

	if (!reply)
		return -1;
	if (batches->shown && first)
		*batches->shown = reply->shown;
	result_merge(result, &reply->result);
	if (first && !blame_is_first(batches))
		batches->blame = BLAME_SCHEDULE;
	strcpy(watched->schedule, reply->result.schedule);
	watched->hash = reply->result.execution_hash;
	batches->next += reply->schedules;
	batches->error = reply->error;
	/* It stopped without being asked to, so it cannot go on. */
	if (!reply->schedules && !batches->error)
		batches->error = -ECANCELED;
	free(reply);
	return 0;
}

static void batch_blame(struct batches *batches, enum blame whom,
			enum promise promise, const char *why)
{
	struct saved_verdict *verdict = &batches->result->verdict;

	batches->result->broken[promise]++;
	if (!blame_is_first(batches))
		return;
	batches->blame = whom;
	verdict->kind = VERDICT_FORBIDDEN;
	verdict->promise = promise;
	verdict->observation = -1;
	verdict->victim_process = verdict->victim_operation = -1;
	verdict->rival_process = verdict->rival_operation = -1;
	snprintf(verdict->why, sizeof(verdict->why), "%s", why);
}

/* Any schedule of the batch may have done it: the last one stands for them. */
static void blame_batch(const struct watched *watched, enum promise promise,
			const char *why)
{
	struct batches *batches = watched->batches;
	struct result *result = batches->result;
	bool first = blame_is_first(batches);

	/* A round that broke the same promise says more. */
	if (result->broken[promise])
		return;
	batch_blame(batches, BLAME_BATCH, promise, why);
	if (!first || batches->next == batches->task->first)
		return;
	strcpy(result->schedule, watched->schedule);
	result->execution_hash = watched->hash;
	result->schedule_first = batches->task->first;
	result->schedule_number = batches->next - 1;
}

static void blame_add_complaint(struct result *result,
				const struct guest_death *death)
{
	text_add_line(result->complaint, sizeof(result->complaint), "%s",
		      death->complaint[0] ? death->complaint : death->why);
}

/* The guest died or hung after it had done all schedules. */
static void blame_late_death(const struct watched *watched)
{
	struct batches *batches = watched->batches;
	struct guest_death death;

	guest_death_explain(&death, &watched->guest, watched->timed_out,
			    batches->next);
	if (death.blame == BLAME_NONE) {
		if (!batches->error)
			note_uncovered(batches->result,
				       "the check of the "
				       "filesystem did not end%s%s",
				       death.said[0] ? ": " : "", death.said);
		return;
	}
	blame_add_complaint(batches->result, &death);
	blame_batch(watched, death.promise, death.why);
}

void blame_leftovers(const struct watched *watched)
{
	struct result *result = watched->batches->result;
	char before = result->complaint[0];

	if (!guest_is_done(&watched->guest)) {
		blame_late_death(watched);
		return;
	}
	guest_log_words(&watched->guest, result->complaint,
			sizeof(result->complaint), result->uncovered,
			sizeof(result->uncovered));
	if (!before && result->complaint[0])
		blame_batch(watched, PROMISE_C6, "the kernel complained");
	before = result->complaint[0];
	guest_fsck_words(&watched->guest, result->complaint,
			 sizeof(result->complaint));
	if (!before && result->complaint[0])
		blame_batch(watched, PROMISE_C6,
			    "the check of the filesystem found it damaged");
}

/* The round that the result keeps is the one in which the guest died. */
static void blame_keep_death(const struct watched *watched,
			     const struct guest_death *death)
{
	struct batches *batches = watched->batches;
	struct result *result = batches->result;

	result->schedule_number = batches->next;
	result->schedule_first = batches->task->first;
	strcpy(result->schedule, watched->guest.status.text);
	result->execution_hash = death->execution.run.hash;
	result->history.observations = 0;
	if (batches->shown)
		*batches->shown = death->execution;
}

void blame_death(const struct watched *watched, const struct guest_death *death)
{
	const struct guest_status *status = &watched->guest.status;
	struct batches *batches = watched->batches;
	struct result *result = batches->result;
	bool first = blame_is_first(batches);

	batch_blame(batches, death->blame, death->promise, death->why);
	result->forbidden++;
	result->rounds++;
	blame_add_complaint(result, death);
	if (status->state == GUEST_PERFORMING)
		batches->next = status->schedule;
	if (first)
		blame_keep_death(watched, death);
	batches->next++;
}

void blame_nobody(const struct watched *watched,
		  const struct guest_death *death)
{
	struct batches *batches = watched->batches;
	bool is_early = watched->guest.status.state < GUEST_READY;
	const char *words = death->said[0] ? death->said : death->complaint;
	char how[RESULT_TEXT_SIZE - 64];

	if (words[0])
		snprintf(how, sizeof(how), "%.*s", (int)strcspn(words, "\n"),
			 words);
	else if (watched->timed_out)
		snprintf(how, sizeof(how), "it stood still");
	else
		snprintf(how, sizeof(how),
			 "it was killed or ended without a "
			 "word (wait status %#x)",
			 watched->guest.ended);
	snprintf(batches->result->reason, sizeof(batches->result->reason),
		 "the guest ended%s: %s",
		 is_early ? " before its first schedule" : " early", how);
	batches->error = -EIO;
}
