// SPDX-License-Identifier: GPL-2.0-or-later
/* Writes the round that is kept as evidence as JSON. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/json_value.h"
#include "report/words.h"

static json_t *operation_json(const struct test *test, int process,
			      int operation)
{
	char text[WORDS_SIZE];
	json_t *object;

	performed_text(text, sizeof(text), test, process, operation);
	if (!text[0])
		return json_null();
	object = json_object();
	json_put_number(object, "process", process);
	json_put_number(object, "index", operation);
	json_put_text(object, "operation", strchr(text, ' ') + 1);
	return object;
}

static json_t *record_json(const struct test *test,
			   const struct history *history, int process,
			   int operation)
{
	const struct record *record = &history->record[process][operation];
	json_t *object = operation_json(test, process, operation);

	json_put_text(object, "status", record_word(record->status));
	if (record->status == RECORD_NOT_RUN)
		return object;
	json_put_number(object, "begin", record->begin);
	if (record->status == RECORD_STARTED)
		return object;
	json_put_number(object, "end", record->end);
	if (record->end_ns >= record->begin_ns)
		json_put_number(object, "ns",
				record->end_ns - record->begin_ns);
	json_put(object, "result", json_integer(record->result));
	if (record->error)
		json_put_text(object, "error",
			      strerrorname_np(record->error) ?: "?");
	return object;
}

static json_t *records_json(const struct test *test,
			    const struct history *history)
{
	json_t *array = json_array();

	for (int p = 0; p < test->processes; p++)
		for (int o = 0; o < test->process[p].count; o++)
			json_append(array, record_json(test, history, p, o));
	return array;
}

static json_t *observation_json(const struct test *test,
				const struct observation *seen)
{
	json_t *object = json_object();
	char text[WORDS_SIZE];

	json_put_text(object, "view", view_word(seen->view));
	json_put_number(object, "process", seen->process);
	if (seen->view == VIEW_OPERATION)
		json_put_number(object, "index", seen->operation);
	json_put_text(object, "file",
		      seen->file < test->files ? test->file[seen->file].name :
						 "?");
	json_put_number(object, "offset", seen->offset);
	json_put_number(object, "length", seen->length);
	json_put_number(object, "begin", seen->begin);
	json_put_number(object, "end", seen->end);
	json_put_text(object, "kind", value_word(seen->value.kind));
	json_put_text(object, "value",
		      value_text(text, sizeof(text), test, seen));
	return object;
}

static json_t *observations_json(const struct test *test,
				 const struct history *history)
{
	json_t *array = json_array();

	for (uint32_t i = 0;
	     i < history->observations && i < HISTORY_MAX_OBSERVATIONS; i++)
		json_append(array,
			    observation_json(test, &history->observation[i]));
	return array;
}

static json_t *failures_json(const struct test *test,
			     const struct history *history)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i < history->failures; i++) {
		const struct failed_call *failed = &history->failure[i];
		json_t *object = json_object();

		json_put_text(object, "view",
			      failed->view == VIEW_OPERATION ?
				      "set-up" :
				      view_word(failed->view));
		json_put_text(object, "file", test->file[failed->file].name);
		json_put_text(object, "call", failed->call);
		json_put_text(object, "error",
			      strerrorname_np(failed->error) ?: "?");
		json_append(array, object);
	}
	return array;
}

/* The hash is a string: not every reader of JSON has numbers of 64 bits. */
static json_t *schedule_json(const struct result *result)
{
	json_t *schedule = json_object();
	char hash[17];

	snprintf(hash, sizeof(hash), "%016" PRIx64, result->execution_hash);
	json_put_text(schedule, "schedule", result->schedule);
	json_put(schedule, "number", json_integer(result->schedule_number));
	json_put(schedule, "first", json_integer(result->schedule_first));
	json_put_text(schedule, "hash", hash);
	return schedule;
}

json_t *json_round(const struct test *test, const struct result *result)
{
	const struct saved_verdict *verdict = &result->verdict;
	json_t *round;

	if (verdict->kind == VERDICT_ALLOWED)
		return NULL;
	round = json_object();
	json_put_text(round, "verdict", verdict_word(verdict->kind));
	if (verdict->promise != PROMISE_NONE && verdict->promise < PROMISES)
		json_put_text(round, "promise",
			      promise_text(verdict->promise)->id);
	if (verdict->excuse != EXCUSE_NONE && verdict->excuse < EXCUSES)
		json_put_text(round, "excuse", excuse_word(verdict->excuse));
	json_put_text(round, "why", verdict->why);
	json_put(round, "victim",
		 operation_json(test, verdict->victim_process,
				verdict->victim_operation));
	json_put(round, "rival",
		 operation_json(test, verdict->rival_process,
				verdict->rival_operation));
	json_put(round, "observation",
		 verdict->observation < 0 ? json_null() :
					    json_integer(verdict->observation));
	json_put(round, "operations", records_json(test, &result->history));
	json_put(round, "observations",
		 observations_json(test, &result->history));
	json_put(round, "failures", failures_json(test, &result->history));
	if (result->schedule[0])
		json_put(round, "schedule", schedule_json(result));
	return round;
}
