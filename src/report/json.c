// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One JSON object a line; doc/json.md explains them and
 * doc/run.schema.json describes them to machines.
 */
#include "report/formats.h"
#include "report/json_value.h"
#include "report/words.h"

static json_t *new_line(const char *type)
{
	json_t *line = json_object();

	json_put_text(line, "type", type);
	return line;
}

static void print_line(struct reporter *reporter, json_t *line)
{
	/* The caller checks the stream for errors. */
	json_dumpf(line, reporter->out, JSON_COMPACT);
	fputc('\n', reporter->out);
	json_decref(line);
}

static json_t *promise_json(enum promise promise)
{
	const struct promise_text *text = promise_text(promise);
	json_t *object = json_object();

	json_put_text(object, "id", text->id);
	json_put_text(object, "title", text->title);
	json_put_text(object, "promise", text->promise);
	json_put_text(object, "source", text->source);
	return object;
}

static void json_begin(struct reporter *reporter)
{
	json_t *line = new_line("begin"), *promises = json_array();

	json_put_text(line, "version", FSLITMUS_VERSION);
	json_put_text(line, "date", reporter->date);
	json_put_number(line, "planned", reporter->planned);
	json_put_number(line, "targets", reporter->targets);
	for (int i = PROMISE_C1; i < PROMISES; i++)
		json_append(promises, promise_json(i));
	json_put(line, "promises", promises);
	print_line(reporter, line);
}

static void json_place(struct reporter *reporter, const char *target,
		       const struct environment *environment)
{
	json_t *line = new_line("place");
	struct environment_item item;

	json_put_text(line, "target", target);
	for (size_t i = 0; (item = environment_at(environment, i)).key; i++)
		if (item.value[0])
			json_put_text(line, item.key, item.value);
	print_line(reporter, line);
}

static json_t *outcome_json(const struct result *result,
			    const struct outcome *outcome)
{
	const char *order = result_text(result, outcome->order);
	json_t *object = json_object();

	json_put_number(object, "count", outcome->count);
	json_put_text(object, "outcome", result_text(result, outcome->text));
	json_put_text(object, "verdict", verdict_word(outcome->verdict));
	json_put(object, "reached", json_boolean(outcome->reached));
	if (outcome->promise != PROMISE_NONE && outcome->promise < PROMISES)
		json_put_text(object, "promise",
			      promise_text(outcome->promise)->id);
	if (outcome->excuse != EXCUSE_NONE && outcome->excuse < EXCUSES)
		json_put_text(object, "excuse", excuse_word(outcome->excuse));
	if (order[0])
		json_put_text(object, "order", order);
	return object;
}

static json_t *histogram_json(const struct result *result)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i < result->outcomes && i < RESULT_OUTCOMES; i++)
		if (result->outcome[i].count)
			json_append(array,
				    outcome_json(result, &result->outcome[i]));
	return array;
}

/* Rounds by promise; a complaint belongs to no round and counts as one. */
static json_t *broken_json(const struct result *result)
{
	json_t *object = json_object();
	uint64_t rounds;

	for (int i = PROMISE_C1; i < PROMISES; i++) {
		rounds = result->broken[i];
		if (i == PROMISE_C6 && !rounds && result->complaint[0])
			rounds = 1;
		if (rounds)
			json_put_number(object, promise_text(i)->id, rounds);
	}
	return object;
}

static json_t *excused_json(const struct result *result)
{
	json_t *object = json_object();

	for (int i = EXCUSE_NONE + 1; i < EXCUSES; i++)
		if (result->excused[i])
			json_put_number(object, excuse_word(i),
					result->excused[i]);
	return object;
}

static json_t *views_json(const struct result *result)
{
	json_t *object = json_object();

	for (int i = VIEW_OPERATION + 1; i < VIEWS; i++)
		json_put_number(object, view_word(i), result->final_views[i]);
	return object;
}

static void put_figures(json_t *line, const struct result *result)
{
	json_put_number(line, "rounds", result->rounds);
	json_put_number(line, "reached", result->reached);
	json_put_text(line, "observation", observation_word(result));
	json_put_number(line, "forbidden", result->forbidden);
	json_put_number(line, "unpromised", result->unpromised);
	json_put(line, "broken", broken_json(result));
	json_put(line, "excused", excused_json(result));
	json_put(line, "few_rounds", json_boolean(has_few_rounds(result)));
	json_put_number(line, "elapsed_ns", result->elapsed_ns);
	json_put_number(line, "cpu_ns", result->cpu_ns);
	json_put_number(line, "inside_ns", result->inside_ns);
	json_put_number(line, "lost_observations", result->lost_observations);
	json_put_number(line, "evictions_failed", result->evictions_failed);
	json_put(line, "final_views", views_json(result));
	json_put(line, "outcomes", histogram_json(result));
	json_put_number(line, "other_outcomes", result->other_outcomes);
}

static void json_result(struct reporter *reporter, const struct test *test,
			const char *target, const struct rerun *rerun,
			const struct result *result)
{
	json_t *line = new_line("result"), *round;

	json_put_text(line, "test", test->name);
	json_put_text(line, "target", target);
	json_put_text(line, "status", status_word(result->status));
	if (result->status == RESULT_SKIPPED ||
	    result->status == RESULT_NOT_RUN)
		json_put_text(line, "reason", result->reason);
	json_put_number(line, "seed", result->seed);
	json_put_text(line, "command", rerun->command);
	json_put(line, "live", json_boolean(rerun->live));
	if (rerun->scheduled)
		json_put_text(line, "scheduled_command", rerun->scheduled);
	put_figures(line, result);
	round = json_round(test, result);
	if (round)
		json_put(line, "round", round);
	json_put_lines(line, "complaints", result->complaint);
	if (result->witness[0])
		json_put_text(line, "witness", result->witness);
	json_put_lines(line, "uncovered", result->uncovered);
	print_line(reporter, line);
}

static void json_complaint(struct reporter *reporter, const char *target,
			   enum promise promise, const char *complaint)
{
	json_t *line = new_line("complaint");

	json_put_text(line, "target", target);
	json_put_text(line, "promise", promise_text(promise)->id);
	json_put_lines(line, "complaints", complaint);
	print_line(reporter, line);
}

static void json_end(struct reporter *reporter,
		     const struct run_summary *summary)
{
	json_t *line = new_line("end");

	json_put_number(line, "tests", summary->tests);
	json_put_number(line, "kept", summary->kept);
	json_put_number(line, "broken", summary->broken);
	json_put_number(line, "unentered", summary->unentered);
	json_put_number(line, "skipped", summary->skipped);
	json_put_number(line, "not_run", summary->not_run);
	json_put_number(line, "few_rounds", summary->few_rounds);
	json_put_number(line, "complaints", summary->complaints);
	json_put_number(line, "rounds", summary->rounds);
	json_put_number(line, "elapsed_ns", summary->elapsed_ns);
	json_put_number(line, "seed", summary->seed);
	json_put(line, "interrupted", json_boolean(summary->interrupted));
	json_put_number(line, "exit", summary->status);
	print_line(reporter, line);
}

const struct report_format report_json = {
	.name = "json",
	.begin = json_begin,
	.place = json_place,
	.result = json_result,
	.complaint = json_complaint,
	.end = json_end,
};
