// SPDX-License-Identifier: GPL-2.0-or-later
/* Names the promise and the two operations, for a word that no order
 * explains. */
#include "contract/judge.h"
#include "contract/proof.h"

static bool touches(const struct operation *operation, int file)
{
	return operation->file == file || operation->target == file;
}

/* An operation of another process that raced with WITH on FILE. */
static const struct operation *find_rival(const struct judge *judge,
					  const struct operation *with,
					  int file)
{
	const struct test *test = judge->plan->layout.test;
	const struct record *record =
		&judge->history->record[with->process][with->index];

	for (int p = 0; p < test->processes; p++) {
		for (int i = 0;
		     p != with->process && i < test->process[p].count; i++) {
			const struct operation *operation =
				&test->process[p].operations[i];
			const struct record *other =
				&judge->history->record[p][i];

			if (touches(operation, file) &&
			    other->status != RECORD_NOT_RUN &&
			    other->begin <= record->end &&
			    (!other->end || other->end >= record->begin))
				return operation;
		}
	}
	return NULL;
}

static void classify_observation(struct judge *judge)
{
	struct verdict *verdict = judge->verdict;
	const struct observation *seen =
		&judge->history->observation[verdict->observation];
	const struct change *before = NULL;
	int victim;

	verdict->promise = judge_label(judge, seen, &victim);
	if (victim >= 0) {
		before = &judge->plan->change[victim];
		verdict->victim = before->operation;
	}
	proof_of_observation(judge, seen, before);
	if (seen->view == VIEW_OPERATION)
		verdict->rival = &judge->plan->layout.test
					  ->process[seen->process]
					  .operations[seen->operation];
	else if (verdict->victim)
		verdict->rival = find_rival(judge, verdict->victim, seen->file);
}

static void classify_views(struct judge *judge)
{
	const struct observation *a =
		&judge->history->observation[judge->joint.other];
	const struct observation *b =
		&judge->history->observation[judge->joint.observation];

	proof_of_views(judge, a, b);
	for (int c = 0; c < judge->plan->changes; c++) {
		if (judge_effect_on(judge, c, b->file) < 0)
			continue;
		judge->verdict->victim = judge->plan->change[c].operation;
		judge->verdict->rival =
			find_rival(judge, judge->verdict->victim, b->file);
		if (judge->verdict->rival)
			return;
	}
}

static void classify_store(struct judge *judge)
{
	const struct change *store = &judge->plan->change[judge->joint.change];

	judge->verdict->victim = store->operation;
	judge->verdict->rival = find_rival(judge, store->operation,
					   store->operation->file);
	proof_of_store(judge, store);
}

void judge_classify(struct judge *judge)
{
	if (judge->joint.promise)
		judge->verdict->promise = judge->joint.promise;
	if (judge->joint.promise == PROMISE_C5)
		classify_views(judge);
	else if (judge->joint.promise == PROMISE_C3)
		classify_store(judge);
	else
		classify_observation(judge);
}
