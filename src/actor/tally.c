// SPDX-License-Identifier: GPL-2.0-or-later
/* Adds a judged round to the result. */
#include "actor/tally.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

void tally_history(struct result *result, const struct history *history)
{
	size_t used = offsetof(struct history, observation) +
		      history->observations * sizeof(struct observation);

	memcpy(&result->history, history, used);
}

static void save_operation(const struct operation *operation, int8_t *process,
			   int8_t *index)
{
	*process = operation ? operation->process : -1;
	*index = operation ? operation->index : -1;
}

static void save_verdict(struct result *result, const struct verdict *verdict)
{
	struct saved_verdict *saved = &result->verdict;

	saved->kind = verdict->kind;
	saved->promise = verdict->promise;
	saved->excuse = verdict->excuse;
	saved->observation = verdict->observation;
	save_operation(verdict->victim, &saved->victim_process,
		       &saved->victim_operation);
	save_operation(verdict->rival, &saved->rival_process,
		       &saved->rival_operation);
	snprintf(saved->why, sizeof(saved->why), "%s", verdict->why);
}

bool tally_verdict(struct result *result, const struct verdict *verdict,
		   const struct history *history)
{
	bool kept = verdict->kind > (enum verdict_kind)result->verdict.kind;

	if (verdict->kind == VERDICT_ALLOWED)
		return false;
	if (kept) {
		save_verdict(result, verdict);
		tally_history(result, history);
	}
	if (verdict->kind == VERDICT_FORBIDDEN) {
		result->forbidden++;
		result->broken[verdict->promise]++;
	} else {
		result->unpromised++;
		result->excused[verdict->excuse]++;
	}
	return kept;
}

void tally_operations(struct result *result, const struct test *test,
		      const struct history *history)
{
	for (int i = 0; i < test->processes; i++)
		for (int j = 0; j < test->process[i].count; j++) {
			struct operation_count *count = &result->count[i][j];
			const struct record *record = &history->record[i][j];

			count->run += record->status != RECORD_NOT_RUN;
			count->partial += record->status == RECORD_PARTIAL;
			if (record->status != RECORD_FAILED)
				continue;
			count->failed++;
			count->error = record->error;
		}
}

void tally_views(struct result *result, const struct history *history)
{
	for (int i = 0; i < VIEWS; i++)
		result->final_views[i] += history->views >> i & 1;
	result->lost_observations += history->lost;
}
