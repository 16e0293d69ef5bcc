// SPDX-License-Identifier: GPL-2.0-or-later
/* Writes the score as JSON, one object a line; see doc/json.md. */
#include "contract/promise.h"
#include "mutants/score.h"
#include "report/json_value.h"

static void print_line(const struct mutants_options *options, json_t *line)
{
	json_dumpf(line, options->out, JSON_COMPACT);
	json_decref(line);
	fputc('\n', options->out);
	fflush(options->out);
}

static json_t *new_line(const char *type)
{
	json_t *line = json_object();

	json_put_text(line, "type", type);
	return line;
}

static void mutants_json_begin(const struct mutants_options *options)
{
	json_t *line = new_line("begin");

	json_put_text(line, "version", FSLITMUS_VERSION);
	json_put_number(line, "seed", options->seed);
	json_put_number(line, "seeds", options->seeds);
	json_put_number(line, "budget_ns", options->budget_ns);
	json_put_number(line, "control_budget_ns", options->control_ns);
	json_put(line, "chance", json_boolean(options->chance));
	print_line(options, line);
}

static void put_lane(json_t *object, const struct lane *lane)
{
	json_put_text(object, "test", lane->test->name);
	json_put_text(object, "target", lane->config->name);
}

static void put_hit(json_t *object, const struct trial *trial)
{
	json_put_text(object, "promise", promise_text(trial->promise)->id);
	json_put_text(object, "why", trial->why);
	json_put_text(object, "schedule", trial->schedule);
	json_put_number(object, "number", trial->schedule_number);
	json_put_number(object, "first", trial->schedule_first);
	if (trial->repeats)
		json_put(object, "repeats",
			 json_boolean(trial->repeats == AGAIN_YES));
	if (trial->without)
		json_put(object, "without",
			 json_boolean(trial->without == AGAIN_YES));
}

static json_t *trial_json(const struct mutant *mutant,
			  const struct trial *trial)
{
	json_t *object = json_object();
	bool found = trial->state == TRIAL_FOUND;
	bool green = trial->state == TRIAL_GREEN;

	json_put_number(object, "seed", trial->seed);
	json_put_text(object, "status",
		      found ? "found" :
		      green ? "green" :
			      "not-run");
	json_put_number(object, "schedules", trial->schedules);
	json_put_number(object, "reached", trial->reached);
	json_put_number(object, "cpu_ns", trial->cpu_ns);
	if (found) {
		put_lane(object, &mutant->lanes[trial->lane]);
		put_hit(object, trial);
	} else if (!green) {
		json_put_text(object, "reason", trial->reason);
	}
	return object;
}

static void mutants_json_score(const struct mutants_options *options,
			       const struct score *score)
{
	const struct mutant *mutant = score->mutant;
	json_t *line = new_line("mutant"), *trials = json_array();

	json_put_text(line, "mutant", mutant->name);
	json_put_text(line, "kind", mutant->is_control ? "control" : "mutant");
	json_put_text(line, "breaks", mutant->breaks);
	json_put_text(line, "what", mutant->what);
	json_put_text(line, "status", score_word(score->status));
	if (score->status == SCORE_UNREACHABLE) {
		json_put_text(line, "reason", mutant->unreachable);
	} else {
		json_put_number(line, "schedules", score->schedules);
		json_put_number(line, "cpu_ns", score->cpu_ns);
		if (score->reason)
			json_put_text(line, "reason", score->reason);
		if (score->lane)
			put_lane(line, score->lane);
	}
	for (unsigned int i = 0; i < score->count; i++)
		json_append(trials, trial_json(mutant, &score->trials[i]));
	json_put(line, "trials", trials);
	print_line(options, line);
}

static void mutants_json_end(const struct mutants_options *options,
			     const struct total *total)
{
	json_t *line = new_line("end");

	for (int i = SCORE_FOUND; i <= SCORE_NOT_RUN; i++)
		json_put_number(line, score_word(i), total->of[i]);
	json_put_number(line, "elapsed_ns", total->elapsed_ns);
	json_put(line, "interrupted", json_boolean(total->interrupted));
	print_line(options, line);
}

const struct mutants_format mutants_json = {
	"json",
	mutants_json_begin,
	mutants_json_score,
	mutants_json_end,
};
