// SPDX-License-Identifier: GPL-2.0-or-later
/* Describes a result to a person; see describe.h. */
#include "report/describe.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/clean.h"
#include "report/timeline.h"
#include "report/words.h"

#define WIDTH 80
#define FIELD_INDENT 12
#define HISTOGRAM_INDENT 14
/* Unmarked lines of a histogram, unless all are asked for. */
#define HISTOGRAM_LINES 12

const struct paint *paint_for(bool colour)
{
	static const struct paint plain = { "", "", "", "", "" };
	static const struct paint coloured = { "\033[1;31m", "\033[33m",
					       "\033[32m", "\033[2m",
					       "\033[0m" };

	return colour ? &coloured : &plain;
}

/* The length of the next line of TEXT, of at most ROOM columns. */
static size_t line_length(const char *text, size_t room)
{
	size_t whole = strcspn(text, "\n"), length;

	if (whole <= room)
		return whole;
	for (length = room; length && text[length] != ' '; length--)
		;
	/* A long word is not cut: it may be a path. */
	return length ? length : strcspn(text, " \n");
}

void describe_field(FILE *out, const char *label, const char *text)
{
	int shown = fprintf(out, "  %-*s", FIELD_INDENT - 2, label);
	size_t length;

	if (shown > FIELD_INDENT)
		fputc(' ', out);
	while (*text) {
		length = line_length(text, WIDTH - FIELD_INDENT);
		fprintf(out, "%.*s\n", (int)length, text);
		text += length;
		if (*text)
			text++;
		if (*text)
			fprintf(out, "%*s", FIELD_INDENT, "");
	}
}

void describe_complaint(FILE *out, const char *complaint)
{
	/* The kernel's log may hold escape sequences. */
	char *clean = clean_text(complaint);
	char *rest = clean, *line;

	while ((line = strsep(&rest, "\n")))
		if (*line)
			describe_field(out, "Complaint", line);
	free(clean);
}

/* A line of the histogram: outcomes that differ only in what is not shown. */
struct line {
	const struct outcome *outcome; /* one of them */
	const char *text, *order;
	uint64_t count;
	/* An outcome with the same text and another verdict, or NULL. */
	const struct outcome *twin;
};

static int by_words(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	if (!order)
		order = x->outcome->verdict - y->outcome->verdict;
	if (!order)
		order = x->outcome->promise - y->outcome->promise;
	return order ? order : x->outcome->excuse - y->outcome->excuse;
}

static int by_count(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return by_words(a, b);
}

/* LINES are sorted by their words. */
static void pair_twins(struct line *lines, uint32_t count)
{
	for (uint32_t i = 1; i < count; i++) {
		struct line *line = &lines[i], *before = &lines[i - 1];

		if (strcmp(before->text, line->text))
			continue;
		line->twin = before->outcome;
		if (!before->twin)
			before->twin = line->outcome;
	}
}

/*
 * Without a reach clause, the same outcome may or may not have met the
 * condition; two equal lines would look like a mistake. Returns how many lines
 * are left.
 */
static uint32_t merge_lines(struct line *lines, uint32_t count)
{
	uint32_t left = 0;

	qsort(lines, count, sizeof(*lines), by_words);
	for (uint32_t i = 0; i < count; i++) {
		if (left && !by_words(&lines[left - 1], &lines[i]))
			lines[left - 1].count += lines[i].count;
		else
			lines[left++] = lines[i];
	}
	pair_twins(lines, left);
	qsort(lines, left, sizeof(*lines), by_count);
	return left;
}

static uint32_t collect_lines(const struct result *result,
			      struct line lines[RESULT_OUTCOMES])
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < result->outcomes && i < RESULT_OUTCOMES; i++) {
		const struct outcome *outcome = &result->outcome[i];

		if (outcome->count)
			lines[count++] = (struct line){
				.outcome = outcome,
				.text = result_text(result, outcome->text),
				.order = result_text(result, outcome->order),
				.count = outcome->count,
			};
	}
	return merge_lines(lines, count);
}

/* Says why a line has another verdict than one with the same text. */
static void print_difference(FILE *out, const struct line *line)
{
	const char *what = line->order;

	if (!what[0] && line->outcome->seen == line->twin->seen)
		what = "the order of the operations, which no line shows";
	else if (!what[0])
		what = "an observation that the line does not show, or the "
		       "order of the operations";
	fprintf(out, "%*swhat differs: %s\n", HISTOGRAM_INDENT, "", what);
}

static void print_line(FILE *out, const struct paint *paint,
		       const struct line *line)
{
	static const char marks[] = { ':', '~', '*' };
	const char *colours[] = { "", paint->doubtful, paint->bad };
	const struct outcome *outcome = line->outcome;
	unsigned int kind = outcome->verdict;

	if (kind > VERDICT_FORBIDDEN)
		kind = VERDICT_FORBIDDEN;
	fprintf(out, "%s%10" PRIu64 " %c> %s%s", colours[kind], line->count,
		marks[kind], line->text, colours[kind][0] ? paint->off : "");
	if (kind == VERDICT_FORBIDDEN && outcome->promise < PROMISES &&
	    outcome->promise != PROMISE_NONE)
		fprintf(out, "  (%s)", promise_text(outcome->promise)->id);
	else if (kind == VERDICT_UNPROMISED && outcome->excuse < EXCUSES &&
		 outcome->excuse != EXCUSE_NONE)
		fprintf(out, "  (%s)", excuse_word(outcome->excuse));
	fputc('\n', out);
	if (kind != VERDICT_ALLOWED && line->twin)
		print_difference(out, line);
}

/* Whether it has more than "old", "zero" and "ok", which are plain. */
static bool has_notation(const char *text)
{
	static const char *const signs[] = {
		"#",	    ":old",  "old+",  "old-",	  "eof",
		"earlier ", "=free", " free", "garbage(", "partial(",
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strstr(text, signs[i]))
			return true;
	return false;
}

static void point_to_notation(FILE *out, const struct line *lines,
			      uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (lines[i].outcome->verdict == VERDICT_ALLOWED ||
		    !has_notation(lines[i].text))
			continue;
		fprintf(out,
			"%*sfslitmus-run(1), \"The notation of outcomes\","
			" explains what is said here\n",
			HISTOGRAM_INDENT, "");
		return;
	}
}

static void print_histogram(FILE *out, const struct paint *paint, bool all,
			    const struct result *result)
{
	struct line lines[RESULT_OUTCOMES];
	uint32_t count = collect_lines(result, lines), printed = 0, left = 0;
	uint64_t left_rounds = result->other_outcomes;

	if (!count && !left_rounds)
		return;
	fprintf(out, "Histogram (%" PRIu32 "%s outcome%s)\n", count,
		result->other_outcomes ? " and more" : "",
		count == 1 ? "" : "s");
	for (uint32_t i = 0; i < count; i++) {
		if (all || lines[i].outcome->verdict != VERDICT_ALLOWED ||
		    printed < HISTOGRAM_LINES) {
			print_line(out, paint, &lines[i]);
			printed++;
		} else {
			left++;
			left_rounds += lines[i].count;
		}
	}
	if (left_rounds)
		fprintf(out, "%10" PRIu64 " :> in %s%s\n", left_rounds,
			left ? "rarer outcomes" : "outcomes not kept apart",
			left ? " (-v shows them)" : "");
	point_to_notation(out, lines, count);
}

/* The promise to name first: the verdict's, or C6 for a complaint alone. */
static enum promise first_broken(const struct result *result)
{
	if (result->verdict.kind == VERDICT_FORBIDDEN &&
	    result->verdict.promise < PROMISES)
		return result->verdict.promise;
	for (int i = PROMISE_C1; i < PROMISES; i++)
		if (result->broken[i])
			return i;
	return result->complaint[0] ? PROMISE_C6 : PROMISE_NONE;
}

/* " (mixed 3, torn 1)" */
static void print_excuses(FILE *out, const struct result *result)
{
	const char *before = " (";

	for (int i = EXCUSE_NONE + 1; i < EXCUSES; i++) {
		if (!result->excused[i])
			continue;
		fprintf(out, "%s%s %" PRIu64, before, excuse_word(i),
			result->excused[i]);
		before = ", ";
	}
	if (*before == ',')
		fputc(')', out);
}

static void print_broken(FILE *out, const struct result *result)
{
	enum promise promise = first_broken(result);
	const struct promise_text *text = promise_text(promise);

	if (promise == PROMISE_NONE) {
		fprintf(out,
			"broken: unpromised in %" PRIu64 " of %" PRIu64
			" rounds",
			result->unpromised, result->rounds);
		print_excuses(out, result);
		fputs(", which --strict does not accept", out);
		return;
	}
	fprintf(out, "broken: %s (%s)", text->id, text->title);
	if (result->broken[promise])
		fprintf(out, " in %" PRIu64 " of %" PRIu64 " rounds",
			result->broken[promise], result->rounds);
	for (int i = PROMISE_C1; i < PROMISES; i++)
		if (i != (int)promise && result->broken[i])
			fprintf(out, ", %s in %" PRIu64, promise_text(i)->id,
				result->broken[i]);
}

void describe_verdict(FILE *out, const struct result *result)
{
	switch ((enum result_status)result->status) {
	case RESULT_KEPT:
		fprintf(out, "kept in %" PRIu64 " rounds", result->rounds);
		if (result->unpromised)
			fprintf(out, "; unpromised in %" PRIu64,
				result->unpromised);
		print_excuses(out, result);
		break;
	case RESULT_BROKEN:
		print_broken(out, result);
		break;
	case RESULT_UNENTERED:
		fprintf(out,
			"no result: the window was never entered in "
			"%" PRIu64 " rounds",
			result->rounds);
		break;
	case RESULT_SKIPPED:
		fprintf(out, "skipped: %s", result->reason);
		break;
	case RESULT_NOT_RUN:
		fprintf(out, "not run: %s", result->reason);
		break;
	case RESULT_RUNNING:
		fprintf(out, "not finished after %" PRIu64 " rounds",
			result->rounds);
		break;
	}
	if (has_few_rounds(result))
		fputs(" (" FEW_ROUNDS_TEXT ")", out);
}

/* Victim or rival: the operation and when it ran. */
static void conflict_field(FILE *out, const char *label,
			   const struct described *what, int process,
			   int operation)
{
	char name[WORDS_SIZE], line[2 * WORDS_SIZE];
	const struct record *record;

	performed_text(name, sizeof(name), what->test, process, operation);
	if (!name[0])
		return;
	record = &what->result->history.record[process][operation];
	if (record->status == RECORD_NOT_RUN)
		snprintf(line, sizeof(line), "%s", name);
	else if (record->status == RECORD_STARTED)
		snprintf(line, sizeof(line),
			 "%s, began at ticket %" PRIu32 " and never returned",
			 name, record->begin);
	else
		snprintf(line, sizeof(line),
			 "%s, tickets %" PRIu32 " to %" PRIu32, name,
			 record->begin, record->end);
	describe_field(out, label, line);
}

static void seen_field(FILE *out, const struct described *what)
{
	const struct history *history = &what->result->history;
	int index = what->result->verdict.observation;
	char span[WORDS_SIZE], value[WORDS_SIZE], line[3 * WORDS_SIZE];
	const struct observation *seen;

	if (index < 0 || index >= (int)history->observations ||
	    index >= HISTORY_MAX_OBSERVATIONS)
		return;
	seen = &history->observation[index];
	span_text(span, sizeof(span), what->test, seen);
	value_text(value, sizeof(value), what->test, seen);
	snprintf(line, sizeof(line), "%s holds %s (%s)", span, value,
		 seen->view == VIEW_OPERATION ? "seen during the race" :
						view_word(seen->view));
	describe_field(out, "Seen", line);
}

void describe_promise(FILE *out, enum promise promise)
{
	describe_field(out, "Promise", promise_text(promise)->promise);
	describe_field(out, "Source", promise_text(promise)->source);
}

bool describe_schedule(FILE *out, const char *schedule)
{
	const size_t most = 60;
	const char *end = schedule;
	size_t left = 0;

	if (strlen(schedule) <= most) {
		fputs(schedule, out);
		return true;
	}
	while (end - schedule < (ptrdiff_t)most && strchr(end + 1, ','))
		end = strchr(end + 1, ',');
	for (const char *at = end; (at = strchr(at, ',')); at++)
		left++;
	fprintf(out, "%.*s", (int)(end - schedule), schedule);
	if (left)
		fprintf(out, ", and %zu more", left);
	return !left;
}

/* Schedules are not wrapped: they are to be copied. */
static void schedule_fields(FILE *out, const struct described *what)
{
	const struct result *result = what->result;

	if (!result->schedule[0])
		return;
	fprintf(out, "  %-*s", FIELD_INDENT - 2, "Schedule");
	if (!what->schedule_file)
		fputs(result->schedule, out);
	else if (!describe_schedule(out, result->schedule))
		fprintf(out, "\n  %-*sall of it in %s", FIELD_INDENT - 2, "",
			what->schedule_file);
	fputc('\n', out);
	fprintf(out,
		"  %-*snumber %" PRIu64 " of a boot that began with %" PRIu64
		", ",
		FIELD_INDENT - 2, "", result->schedule_number,
		result->schedule_first);
	if (result->execution_hash)
		fprintf(out, "execution %016" PRIx64 "\n",
			result->execution_hash);
	else if (result->history.observations)
		fputs("which passed no point\n", out);
	else
		fputs("which did not end\n", out);
}

void describe_conflict(FILE *out, const struct described *what)
{
	const struct saved_verdict *verdict = &what->result->verdict;

	conflict_field(out, "Victim", what, verdict->victim_process,
		       verdict->victim_operation);
	conflict_field(out, "Rival", what, verdict->rival_process,
		       verdict->rival_operation);
	seen_field(out, what);
	if (verdict->why[0])
		describe_field(out, "Why", verdict->why);
}

static void verdict_fields(FILE *out, const struct described *what)
{
	if (what->result->verdict.kind == VERDICT_ALLOWED)
		return;
	describe_conflict(out, what);
	timeline(out, what->test, &what->result->history);
	schedule_fields(out, what);
}

/* A field that is not wrapped: it is to be copied. */
static void copied_field(FILE *out, const char *label, const char *text)
{
	fprintf(out, "  %-*s%s\n", FIELD_INDENT - 2, label, text);
}

static void rerun_fields(FILE *out, const struct rerun *rerun)
{
	copied_field(out, rerun->live ? "Try again" : "Repeat", rerun->command);
	if (rerun->scheduled)
		copied_field(out, "Schedules", rerun->scheduled);
}

void describe_failure(FILE *out, const struct described *what)
{
	const struct result *result = what->result;

	if (result->status == RESULT_BROKEN)
		describe_promise(out, first_broken(result));
	if (result->status == RESULT_BROKEN ||
	    result->verdict.kind == VERDICT_FORBIDDEN)
		verdict_fields(out, what);
	describe_complaint(out, result->complaint);
	if (result->witness[0])
		copied_field(out, "Witness", result->witness);
	if (result->status == RESULT_BROKEN && what->rerun)
		rerun_fields(out, what->rerun);
}

static const char *verdict_colour(const struct paint *paint,
				  const struct result *result)
{
	switch ((enum result_status)result->status) {
	case RESULT_KEPT:
		return result->unpromised || has_few_rounds(result) ?
			       paint->doubtful :
			       paint->good;
	case RESULT_BROKEN:
		return paint->bad;
	case RESULT_SKIPPED:
		return paint->faint;
	default:
		return paint->doubtful;
	}
}

void describe_result(FILE *out, const struct paint *paint, bool all_outcomes,
		     const struct described *what)
{
	const struct result *result = what->result;

	fprintf(out, "Test %s on %s\n", what->test->name, what->target);
	if (result->rounds) {
		print_histogram(out, paint, all_outcomes, result);
		fprintf(out, "Observation %s %s %" PRIu64 " %" PRIu64 "\n",
			what->test->name, observation_word(result),
			result->reached, result->rounds - result->reached);
	}
	fprintf(out, "%sVerdict: ", verdict_colour(paint, result));
	describe_verdict(out, result);
	fprintf(out, "%s\n", paint->off);
	describe_failure(out, what);
}
