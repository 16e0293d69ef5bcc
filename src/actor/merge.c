// SPDX-License-Identifier: GPL-2.0-or-later
/* Merges the results of several runs of one test into one. */
#include "actor/merge.h"

#include <string.h>

#include "actor/histogram.h"
#include "actor/tally.h"
#include "base/text.h"

void result_clear(struct result *result, uint64_t seed)
{
	memset(result, 0, sizeof(*result));
	result->seed = seed;
	result->verdict.observation = -1;
	result->verdict.victim_process = result->verdict.victim_operation = -1;
	result->verdict.rival_process = result->verdict.rival_operation = -1;
	for (int p = 0; p < TEST_MAX_PROCESSES; p++)
		result->at[p].operation = -1;
}

static void add_outcome(struct result *result, const struct result *more,
			const struct outcome *outcome)
{
	struct outcome *line = histogram_line(result, outcome,
					      result_text(more, outcome->text),
					      result_text(more,
							  outcome->order));

	if (line)
		line->count += outcome->count;
	else
		result->other_outcomes += outcome->count;
}

static void add_operations(struct result *result, const struct result *more)
{
	for (int p = 0; p < TEST_MAX_PROCESSES; p++)
		for (int o = 0; o < TEST_MAX_OPERATIONS; o++) {
			struct operation_count *to = &result->count[p][o];
			const struct operation_count *from = &more->count[p][o];

			to->run += from->run;
			to->failed += from->failed;
			to->partial += from->partial;
			if (from->failed)
				to->error = from->error;
		}
}

static void keep_round(struct result *result, const struct result *more)
{
	if (more->verdict.kind <= result->verdict.kind &&
	    (result->schedule[0] || !more->schedule[0]))
		return;
	result->verdict = more->verdict;
	tally_history(result, &more->history);
	strcpy(result->schedule, more->schedule);
	result->schedule_number = more->schedule_number;
	result->schedule_first = more->schedule_first;
	result->execution_hash = more->execution_hash;
}

void result_merge(struct result *result, const struct result *more)
{
	keep_round(result, more);
	result->rounds += more->rounds;
	result->reached += more->reached;
	result->forbidden += more->forbidden;
	result->unpromised += more->unpromised;
	for (int i = 0; i < PROMISES; i++)
		result->broken[i] += more->broken[i];
	for (int i = 0; i < EXCUSES; i++)
		result->excused[i] += more->excused[i];
	for (int i = 0; i < VIEWS; i++)
		result->final_views[i] += more->final_views[i];
	result->lost_observations += more->lost_observations;
	result->evictions_failed += more->evictions_failed;
	for (uint32_t i = 0; i < more->outcomes; i++)
		add_outcome(result, more, &more->outcome[i]);
	result->other_outcomes += more->other_outcomes;
	add_operations(result, more);
	text_add_line(result->uncovered, sizeof(result->uncovered), "%s",
		      more->uncovered);
	if (!result->reason[0])
		memcpy(result->reason, more->reason, sizeof(result->reason));
	text_add_line(result->complaint, sizeof(result->complaint), "%s",
		      more->complaint);
}
