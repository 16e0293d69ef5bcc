// SPDX-License-Identifier: GPL-2.0-or-later
/* Prints the score as a table for people. */
#include "mutants/score.h"

#include <inttypes.h>

#include "contract/promise.h"
#include "report/words.h"

#define ROW "%-30s %-8s %5s %9s %8s %8s  %s\n"

static void mutants_text_begin(const struct mutants_options *options)
{
	if (options->chance)
		fputs("Without schedule control: chance decides.\n",
		      options->out);
	fprintf(options->out, ROW, "mutant", "promise", "seeds", "schedules",
		"CPU s", "repeated", "found by");
	fflush(options->out);
}

static void describe_lanes(const struct score *score, char *text, size_t size)
{
	int length = snprintf(text, size, "%s on %s", score->lane->test->name,
			      score->lane->config->name);

	if (score->lanes > 1)
		snprintf(text + length, size - length, ", and %u more",
			 score->lanes - 1);
}

static void print_hits(const struct mutants_options *options,
		       const struct score *score)
{
	char seeds[32], schedules[24], cpu[32], repeats[32], by[256];

	describe_lanes(score, by, sizeof(by));
	snprintf(seeds, sizeof(seeds), "%u/%u", score->found, score->count);
	snprintf(schedules, sizeof(schedules), "%" PRIu64, score->schedules);
	snprintf(cpu, sizeof(cpu), "%.2f", score->cpu_ns / 1e9);
	snprintf(repeats, sizeof(repeats), "%u/%u", score->repeats,
		 score->found);
	fprintf(options->out, ROW, score->mutant->name,
		promise_text(score->promise)->id, seeds, schedules, cpu,
		options->chance ? "-" : repeats, by);
}

static void print_words(const struct mutants_options *options,
			const struct score *score)
{
	static const char *const words[] = {
		[SCORE_MISSED] = "NOT FOUND",
		[SCORE_GREEN] = "green",
		[SCORE_BROKEN] = "A CONTROL BROKE",
		[SCORE_UNREACHABLE] = "cannot show",
		[SCORE_NOT_RUN] = "not run",
	};

	fprintf(options->out, "%-30s %s", score->mutant->name,
		words[score->status]);
	if (score->status == SCORE_UNREACHABLE)
		fprintf(options->out, ": %s", score->mutant->unreachable);
	else if (score->status == SCORE_NOT_RUN)
		fprintf(options->out, ": %s", score->reason);
	else
		fprintf(options->out, " in %" PRIu64 " schedules, %.1f CPU s",
			score->schedules, score->cpu_ns / 1e9);
	if (score->status == SCORE_MISSED && score->found)
		fprintf(options->out, "; %u of %u seeds did", score->found,
			score->count);
	fputc('\n', options->out);
}

/* Prints each seed that a developer has to look at. */
static void print_trouble(const struct mutants_options *options,
			  const struct score *score)
{
	for (unsigned int i = 0; i < score->count; i++) {
		const struct trial *trial = &score->trials[i];
		const struct lane *lane = &score->mutant->lanes[trial->lane];

		if (trial->state != TRIAL_FOUND)
			continue;
		if (score->mutant->is_control)
			fprintf(options->out,
				"    seed %" PRIu64 ", %s on %s: "
				"%s: %s\n",
				trial->seed, lane->test->name,
				lane->config->name,
				promise_text(trial->promise)->id, trial->why);
		if (trial->repeats == AGAIN_NO)
			fprintf(options->out,
				"    seed %" PRIu64 ": %s on %s "
				"came out differently when repeated\n",
				trial->seed, lane->test->name,
				lane->config->name);
		if (trial->without == AGAIN_YES)
			fprintf(options->out,
				"    seed %" PRIu64 ": %s on %s "
				"breaks a promise without the fault, too\n",
				trial->seed, lane->test->name,
				lane->config->name);
	}
}

static void mutants_text_score(const struct mutants_options *options,
			       const struct score *score)
{
	if (score->status == SCORE_FOUND)
		print_hits(options, score);
	else
		print_words(options, score);
	print_trouble(options, score);
	fflush(options->out);
}

static void mutants_text_end(const struct mutants_options *options,
			     const struct total *total)
{
	const unsigned int *of = total->of;
	char elapsed[WORDS_SIZE];

	duration_text(elapsed, sizeof(elapsed), total->elapsed_ns);
	fprintf(options->out,
		"\nFound %u of %u mutants; %u cannot show here. "
		"Green %u of %u controls.",
		of[SCORE_FOUND], of[SCORE_FOUND] + of[SCORE_MISSED],
		of[SCORE_UNREACHABLE], of[SCORE_GREEN],
		of[SCORE_GREEN] + of[SCORE_BROKEN]);
	if (of[SCORE_NOT_RUN])
		fprintf(options->out, " Not run: %u.", of[SCORE_NOT_RUN]);
	fprintf(options->out, " %s%s\n", elapsed,
		total->interrupted ? ", interrupted" : "");
}

const struct mutants_format mutants_text = {
	"text",
	mutants_text_begin,
	mutants_text_score,
	mutants_text_end,
};
