// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The report for people: each result in the manner of litmus7, then what was
 * not covered, then the totals.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/describe.h"
#include "report/formats.h"
#include "report/uncovered.h"
#include "report/words.h"

struct text {
	const struct paint *paint;
	struct uncovered *uncovered;
	/* The broken tests, listed again at the end. */
	FILE *broken;
	char *broken_text;
	size_t broken_size;
};

static void text_free(struct text *text)
{
	xclose_memstream(text->broken);
	free(text->broken_text);
	uncovered_free(text->uncovered);
	free(text);
}

static void text_begin(struct reporter *reporter)
{
	struct text *text = xcalloc(1, sizeof(*text));

	text->paint = paint_for(reporter->colour);
	text->uncovered = uncovered_new();
	text->broken = xopen_memstream(&text->broken_text, &text->broken_size);
	reporter->private = text;
	fprintf(reporter->out, "fslitmus " FSLITMUS_VERSION ", %s\n\n",
		reporter->date);
}

static void text_place(struct reporter *reporter, const char *target,
		       const struct environment *environment)
{
	struct environment_item item;

	fprintf(reporter->out, "Place %s\n", target);
	for (size_t i = 0; (item = environment_at(environment, i)).key; i++)
		if (item.value[0])
			describe_field(reporter->out, item.label, item.value);
	fputc('\n', reporter->out);
}

/* What even a quiet report shows. */
static bool is_trouble(const struct result *result)
{
	return result->status == RESULT_BROKEN ||
	       result->status == RESULT_RUNNING || result->complaint[0];
}

static void text_result(struct reporter *reporter, const struct test *test,
			const char *target, const struct rerun *rerun,
			const struct result *result)
{
	const struct described what = { test, target, rerun, result, NULL };
	struct text *text = reporter->private;

	uncovered_add(text->uncovered, test, target, result);
	if (result->status == RESULT_BROKEN) {
		fprintf(text->broken, "  %s on %s: ", test->name, target);
		describe_verdict(text->broken, result);
		fputc('\n', text->broken);
	}
	if (!reporter->verbosity && !is_trouble(result))
		return;
	describe_result(reporter->out, text->paint, reporter->verbosity > 1,
			&what);
	fputc('\n', reporter->out);
}

static void text_complaint(struct reporter *reporter, const char *target,
			   enum promise promise, const char *complaint)
{
	struct text *text = reporter->private;
	const struct promise_text *broken = promise_text(promise);

	fprintf(reporter->out, "%sAfter the tests on %s: broken: %s (%s)%s\n",
		text->paint->bad, target, broken->id, broken->title,
		text->paint->off);
	describe_promise(reporter->out, promise);
	describe_complaint(reporter->out, complaint);
	fputc('\n', reporter->out);
	fprintf(text->broken, "  after the tests on %s: broken: %s (%s)\n",
		target, broken->id, broken->title);
}

static void print_uncovered(struct reporter *reporter,
			    const struct run_summary *summary)
{
	struct text *text = reporter->private;
	FILE *out = reporter->out;
	int lines;

	fputs("Not covered\n", out);
	lines = uncovered_print(text->uncovered, out, "  ",
				reporter->verbosity > 1);
	if (summary->interrupted)
		fprintf(out,
			"  interrupted: %" PRIu64 " of %" PRIu64
			" tests were not finished\n",
			reporter->planned - summary->tests + summary->cut_short,
			reporter->planned);
	else if (!lines)
		fputs("  nothing: all that was asked for was done\n", out);
}

static void print_totals(struct reporter *reporter,
			 const struct run_summary *summary)
{
	FILE *out = reporter->out;
	char elapsed[WORDS_SIZE];

	fprintf(out, "%" PRIu64 " rounds in %s, seed %" PRIu64 "\n",
		summary->rounds,
		duration_text(elapsed, sizeof(elapsed), summary->elapsed_ns),
		summary->seed);
	fprintf(out,
		"Tests %" PRIu64 ": kept %" PRIu64 ", broken %" PRIu64
		", no result %" PRIu64 ", skipped %" PRIu64 ", not run %" PRIu64
		"\n",
		summary->tests, summary->kept, summary->broken,
		summary->unentered, summary->skipped, summary->not_run);
	if (summary->few_rounds)
		fprintf(out,
			"Of those kept or without result, %" PRIu64
			" in " FEW_ROUNDS_TEXT ", which say little\n",
			summary->few_rounds);
}

static const char *last_word(const struct run_summary *summary)
{
	switch (summary->status) {
	case EXIT_KEPT:
		return "Every promise was kept where there was a result.";
	case EXIT_BROKEN:
		return "A promise was broken.";
	case EXIT_SKIPPED:
		return "No test gave a result.";
	default:
		return "Not everything could be run; no promise was seen "
		       "broken.";
	}
}

static void text_end(struct reporter *reporter,
		     const struct run_summary *summary)
{
	struct text *text = reporter->private;
	const struct paint *paint = text->paint;
	FILE *out = reporter->out;

	print_uncovered(reporter, summary);
	fputc('\n', out);
	print_totals(reporter, summary);
	fflush(text->broken);
	if (text->broken_size)
		fprintf(out, "%s%s%s", paint->bad, text->broken_text,
			paint->off);
	fprintf(out, "%s%s%s\n",
		summary->status == EXIT_KEPT ? paint->good : paint->bad,
		last_word(summary), paint->off);
	text_free(text);
	reporter->private = NULL;
}

const struct report_format report_text = {
	.name = "text",
	.begin = text_begin,
	.place = text_place,
	.result = text_result,
	.complaint = text_complaint,
	.end = text_end,
};
