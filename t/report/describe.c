// SPDX-License-Identifier: GPL-2.0-or-later
/* What a person is told: words, histogram, verdicts, timeline. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "contract/promise.h"
#include "report/clean.h"
#include "report/describe.h"
#include "report/scene.h"
#include "report/timeline.h"
#include "report/uncovered.h"
#include "report/words.h"

static struct result result;
static char *text;
static size_t text_size;

static void assert_has(const char *words)
{
	if (!strstr(text, words))
		fail_msg("lacks \"%s\":\n%s", words, text);
}

static void assert_lacks(const char *words)
{
	if (strstr(text, words))
		fail_msg("has \"%s\":\n%s", words, text);
}

static FILE *fresh(void)
{
	free(text);
	text = NULL;
	return open_memstream(&text, &text_size);
}

static const char *schedule_file;
static struct rerun rerun = { "again", true, "under schedules" };
static const struct rerun *again = &rerun;

static void tell(bool all, bool colour)
{
	const struct described what = { scene_punch(), "ext4", again, &result,
					schedule_file };
	FILE *out = fresh();

	describe_result(out, paint_for(colour), all, &what);
	fclose(out);
}

static void promises_have_texts(void **state)
{
	(void)state;
	for (int i = PROMISE_NONE; i < PROMISES; i++) {
		const struct promise_text *promise = promise_text(i);
		char id[] = { 'C', '0' + i, '\0' };

		assert_string_equal(promise->id, i ? id : "none");
		assert_true(strlen(promise->title) > 5);
		assert_true(strlen(promise->promise) > 20);
		assert_true(strlen(promise->source) > 10);
	}
}

static void observation_is_never_sometimes_always(void **state)
{
	(void)state;
	scene_kept(&result);
	tell(false, false);
	assert_has("Observation punch-vs-fault-around Sometimes 12 488\n");
	result.reached = 0;
	tell(false, false);
	assert_has("Observation punch-vs-fault-around Never 0 500\n");
	result.reached = 500;
	tell(false, false);
	assert_has("Observation punch-vs-fault-around Always 500 0\n");
}

static void histogram_is_sorted_and_marked(void **state)
{
	const char *first, *second;

	(void)state;
	scene_unpromised(&result);
	tell(false, false);
	assert_has("       488 :> P0: m[3]=zero\n");
	assert_has("         9 ~> P0: m[3]=odd  (mixed)\n");
	first = strstr(text, "488 :>");
	second = strstr(text, "12 :>");
	assert_true(first < second);
	scene_broken(&result);
	tell(false, false);
	assert_has("         2 *> P0: m[4]=old  (C1)\n");
}

static void rare_outcomes_are_counted_marked_ones_shown(void **state)
{
	char name[32];

	(void)state;
	scene_kept(&result);
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "rare %02d", i);
		scene_outcome(&result, 2, name);
	}
	scene_outcome(&result, 1, "the bad")->verdict = VERDICT_FORBIDDEN;
	result.other_outcomes = 5;
	tell(false, false);
	assert_has("rare 09\n");
	assert_lacks("rare 10\n");
	assert_has("         1 *> the bad\n");
	/* Ten rare ones twice, and five that found no room. */
	assert_has("        25 :> in rarer outcomes (-v shows them)\n");
	tell(true, false);
	assert_has("rare 19\n");
	assert_has("         5 :> in outcomes not kept apart\n");
}

/* Whether the condition was met is not told, so it makes no second line. */
static void what_is_told_alike_is_one_line(void **state)
{
	struct outcome *outcome;

	(void)state;
	scene_kept(&result);
	scene_outcome(&result, 8, "P0: m[3]=zero")->reached = true;
	outcome = scene_outcome(&result, 1, "P0: m[3]=zero");
	outcome->verdict = VERDICT_FORBIDDEN;
	outcome->promise = PROMISE_C1;
	tell(false, false);
	assert_has("Histogram (3 outcomes)\n"
		   "       496 :> P0: m[3]=zero\n"
		   "        12 :> P0: m[3]=old\n"
		   "         1 *> P0: m[3]=zero  (C1)\n");
}

/* Of two lines that read alike and are judged differently, what differs. */
static void what_makes_the_difference_is_told(void **state)
{
	struct outcome *outcome;

	(void)state;
	scene_kept(&result);
	outcome = scene_outcome(&result, 3, "P0: m[3]=old");
	outcome->verdict = VERDICT_FORBIDDEN;
	outcome->promise = PROMISE_C1;
	tell(false, false);
	assert_has("         3 *> P0: m[3]=old  (C1)\n"
		   "              what differs: the order of the operations, "
		   "which no line shows\n");
	outcome->seen = 1;
	tell(false, false);
	assert_has("what differs: an observation that the line does not show, "
		   "or the order");
	outcome->order = scene_words(&result, "P1: punch f had returned");
	tell(false, false);
	assert_has("              what differs: P1: punch f had returned\n");
	/* Nothing to explain where no other reads so. */
	outcome->text = scene_words(&result, "P0: m[3]=odd");
	tell(false, false);
	assert_lacks("what differs");
}

static void notation_of_a_violation_is_explained(void **state)
{
	struct outcome *outcome;

	(void)state;
	scene_kept(&result);
	scene_outcome(&result, 3, "P0: m[3]=P1#0");
	outcome = scene_outcome(&result, 3, "P0: m[3]=old; m[4]=zero");
	outcome->verdict = VERDICT_FORBIDDEN;
	tell(false, false);
	assert_lacks("notation");
	outcome->text = scene_words(&result, "P0: m[3]=old-2 pages");
	tell(false, false);
	assert_has("fslitmus-run(1), \"The notation of outcomes\"");
}

static void colour_only_where_asked(void **state)
{
	(void)state;
	scene_broken(&result);
	tell(false, false);
	assert_lacks("\033");
	tell(false, true);
	assert_has("\033[1;31m         2 *> ");
	assert_has("\033[1;31mVerdict: broken: C1");
}

static void verdict(const char *expected)
{
	FILE *out = fresh();

	describe_verdict(out, &result);
	fclose(out);
	assert_string_equal(text, expected);
}

static void every_status_has_its_verdict(void **state)
{
	(void)state;
	scene_kept(&result);
	verdict("kept in 500 rounds");
	scene_few(&result);
	verdict("kept in 15 rounds (few rounds)");
	scene_unpromised(&result);
	verdict("kept in 509 rounds; unpromised in 9 (mixed 9)");
	result.status = RESULT_BROKEN; /* by --strict */
	verdict("broken: unpromised in 9 of 509 rounds (mixed 9), which --strict does "
		"not accept");
	scene_broken(&result);
	verdict("broken: C1 (no resurrection) in 2 of 100 rounds, C5 in 1");
	scene_hang(&result);
	verdict("broken: C7 (progress) in 1 of 3 rounds");
	scene_complaint(&result);
	verdict("broken: C6 (no complaint) in 1 of 50 rounds");
	scene_unentered(&result);
	verdict("no result: the window was never entered in 400 rounds");
	scene_skipped(&result);
	verdict("skipped: lacks reflink");
	scene_not_run(&result);
	verdict("not run: no space for the files: No space left on device "
		"#1");
}

static void a_breach_names_promise_and_conflict(void **state)
{
	(void)state;
	scene_broken(&result);
	tell(false, false);
	assert_has("  Victim    P1: punch f[0..16), tickets 4 to 7\n");
	assert_has("  Rival     P0: load m[4], tickets 8 to 9\n");
	assert_has("  Seen      f[4] holds old (seen during the race)\n");
	assert_has("  Try again again\n  Schedules under schedules\n");
	assert_has("truncate(2)");
}

/* Whole where it may be read by a program, or copied. */
static void a_long_schedule_is_shortened_where_all_of_it_is_told(void **state)
{
	char *at = result.schedule;

	(void)state;
	scene_broken(&result);
	strcpy(at, "at:1>2,3>4");
	schedule_file = "a.witness";
	tell(false, false);
	assert_has("  Schedule  at:1>2,3>4\n");
	assert_lacks("a.witness");
	for (int i = 0; i < 40; i++)
		at += sprintf(at, "%s%d>2", i ? "," : "at:", 100 + i);
	tell(false, false);
	assert_has(">2, and 30 more\n            all of it in a.witness\n");
	assert_lacks("139>2");
	schedule_file = NULL;
	tell(false, false);
	assert_has(",138>2,139>2\n");
	result.schedule[0] = '\0';
}

/* A runner that was killed leaves neither outcomes nor a history. */
static void a_hang_without_history(void **state)
{
	(void)state;
	scene_hang(&result);
	memset(&result.history, 0, sizeof(result.history));
	result.outcomes = 0;
	tell(false, false);
	assert_has("  Victim    P1: punch f[0..16)\n");
	assert_lacks("Histogram");
	assert_lacks("ticket");
}

/* It is the backend that says which, whatever the result has. */
static void only_what_repeats_is_called_so(void **state)
{
	(void)state;
	scene_broken(&result);
	rerun.live = false;
	rerun.scheduled = NULL;
	tell(false, false);
	assert_has("  Repeat    again\n");
	assert_lacks("Try again");
	assert_lacks("Schedules");
	rerun.live = true;
	tell(false, false);
	assert_has("  Try again again\n");
	assert_lacks("Repeat");
	assert_lacks("Schedules");
	rerun.scheduled = "under schedules";
	/* A witness says itself how it is repeated. */
	again = NULL;
	tell(false, false);
	assert_lacks("Try again");
	assert_lacks("Schedules");
	again = &rerun;
}

static void a_kept_test_is_not_explained(void **state)
{
	(void)state;
	scene_unpromised(&result);
	tell(false, false);
	assert_lacks("Promise");
	assert_lacks("Try again");
	assert_lacks("Schedules");
	assert_lacks("ticket");
}

static void timeline_is_in_ticket_order(void **state)
{
	FILE *out = fresh();

	(void)state;
	scene_broken(&result);
	timeline(out, scene_punch(), &result.history);
	fclose(out);
	assert_string_equal(
		text,
		"  Round     in the order of begin and end\n"
		"    ticket  P0                          P1\n"
		"         1  map m f shared read = done\n"
		"         3  load m[3] {\n"
		"         4  |                           punch f[0..16) {\n"
		"         6  } = zero                    |\n"
		"         7                              } = done\n"
		"         8  load m[4] = old\n");
}

static void timeline_of_nothing_is_nothing(void **state)
{
	FILE *out = fresh();

	(void)state;
	scene_skipped(&result);
	timeline(out, scene_punch(), &result.history);
	fclose(out);
	assert_string_equal(text, "");
}

static const char *seen(struct value value, uint32_t offset)
{
	static char buffer[WORDS_SIZE];
	struct observation at = {
		.file = 0, .offset = offset, .length = 8, .value = value
	};

	return value_text(buffer, sizeof(buffer), scene_reflink(), &at);
}

static void values_are_told_apart(void **state)
{
	uint32_t page = sysconf(_SC_PAGESIZE);
	struct value value = { .kind = VALUE_STAMP,
			       .writer = WRITER_INITIAL,
			       .offset = page };

	(void)state;
	assert_string_equal(seen(value, page), "old");
	assert_string_equal(seen(value, 2 * page), "old for f[1]");
	value.offset += 512;
	value.file = 1;
	assert_string_equal(seen(value, page), "old for g[1+512]");
	value = (struct value){ .kind = VALUE_STAMP,
				.writer = 1,
				.generation = 1,
				.offset = page };
	assert_string_equal(seen(value, page), "P1: write f[1]");
	value.generation = 9;
	assert_string_equal(seen(value, page), "an unknown stamp");
	value = (struct value){ .kind = VALUE_GARBAGE, .raw = 0xbad };
	assert_string_equal(seen(value, 0), "garbage 0x0000000000000bad");
	value = (struct value){ .kind = VALUE_EARLIER, .file = 1 };
	assert_string_equal(seen(value, 0), "another round's g[0]");
	value = (struct value){ .kind = VALUE_FREE };
	assert_string_equal(seen(value, 0), "free space");
	value = (struct value){ .kind = VALUE_SIGBUS };
	assert_string_equal(seen(value, 0), "SIGBUS");
	value = (struct value){ .kind = VALUE_ABSENT };
	assert_string_equal(seen(value, 0), "end of file");
	value = (struct value){ .kind = VALUE_ZERO };
	assert_string_equal(seen(value, 0), "zero");
}

static void durations_are_readable(void **state)
{
	char buffer[WORDS_SIZE];

	(void)state;
#define IS(ns, expected) \
	assert_string_equal(duration_text(buffer, sizeof(buffer), ns), expected)
	IS(0, "0 ms");
	IS(850000000, "850 ms");
	IS(12340000000, "12.3 s");
	IS(72000000000, "1 min 12 s");
	IS(7260000000000, "2 h 1 min");
#undef IS
}

static void long_fields_wrap(void **state)
{
	char words[200];
	FILE *out = fresh();

	(void)state;
	for (size_t i = 0; i < sizeof(words) - 1; i++)
		words[i] = i % 5 == 4 ? ' ' : 'x';
	words[sizeof(words) - 1] = '\0';
	describe_field(out, "Why", words);
	fclose(out);
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		assert_true(strlen(line) <= 80);
		assert_memory_equal(line + 12, "xxxx", 4);
	}
}

static void remarks_are_told_once(void **state)
{
	struct uncovered *uncovered = uncovered_new();
	FILE *out = fresh();

	(void)state;
	scene_skipped(&result);
	for (int i = 0; i < 5; i++)
		uncovered_add(uncovered, scene_reflink(), "tmpfs", &result);
	uncovered_add(uncovered, scene_reflink(), "ext4", &result);
	scene_kept(&result);
	uncovered_add(uncovered, scene_punch(), "ext4", &result);
	assert_int_equal(uncovered_print(uncovered, out, "- ", false), 2);
	fclose(out);
	assert_string_equal(
		text, "- tmpfs: skipped: lacks reflink (reflink-vs-write, "
		      "reflink-vs-write, reflink-vs-write and 2 more)\n"
		      "- ext4: skipped: lacks reflink (reflink-vs-write)\n");
	uncovered_free(uncovered);
}

/* What a filesystem lacks is one remark, whatever the tests' ranges are. */
static void what_is_lacking_is_told_once(void **state)
{
	static const char *const reasons[] = {
		"lacks zero f[4..6) (No)",
		"lacks zero f[0..16) (No)",
		"lacks zero f[2..6) keep-size (No)",
		"lacks reflink, for file g (No)",
		"lacks reflink g to f (No)",
		"lacks something else (No)",
	};
	struct uncovered *uncovered = uncovered_new();
	FILE *out = fresh();

	(void)state;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		scene_skipped(&result);
		strcpy(result.reason, reasons[i]);
		uncovered_add(uncovered, scene_punch(), "x", &result);
	}
	for (int i = 1; i < 3; i++) {
		scene_kept(&result);
		result.evictions_failed = 7 * i;
		result.lost_observations = i;
		uncovered_add(uncovered, scene_punch(), "x", &result);
	}
	assert_int_equal(uncovered_print(uncovered, out, "", false), 6);
	fclose(out);
#define P "punch-vs-fault-around"
	assert_string_equal(
		text, "x: skipped: lacks zero (No) (" P ", " P ")\n"
		      "x: skipped: lacks zero keep-size (No) (" P ")\n"
		      "x: skipped: lacks reflink (No) (" P ", " P ")\n"
		      "x: skipped: lacks something else (No) (" P ")\n"
		      "x: observations found no room and were not judged (" P
		      ", " P ")\n"
		      "x: pages could not be evicted from the cache (" P ", " P
		      ")\n");
#undef P
	uncovered_free(uncovered);
}

static void foreign_text_is_cleaned(void **state)
{
	char *clean = clean_text("a\033[1m\tb\nc \xff");

	(void)state;
	assert_string_equal(clean, "a?[1m\tb\nc ?");
	free(clean);
	clean = clean_text("caf\xc3\xa9\r");
	assert_string_equal(clean, "caf\xc3\xa9?");
	free(clean);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(promises_have_texts),
		cmocka_unit_test(observation_is_never_sometimes_always),
		cmocka_unit_test(histogram_is_sorted_and_marked),
		cmocka_unit_test(rare_outcomes_are_counted_marked_ones_shown),
		cmocka_unit_test(what_is_told_alike_is_one_line),
		cmocka_unit_test(what_makes_the_difference_is_told),
		cmocka_unit_test(notation_of_a_violation_is_explained),
		cmocka_unit_test(colour_only_where_asked),
		cmocka_unit_test(every_status_has_its_verdict),
		cmocka_unit_test(a_breach_names_promise_and_conflict),
		cmocka_unit_test(
			a_long_schedule_is_shortened_where_all_of_it_is_told),
		cmocka_unit_test(a_hang_without_history),
		cmocka_unit_test(only_what_repeats_is_called_so),
		cmocka_unit_test(a_kept_test_is_not_explained),
		cmocka_unit_test(timeline_is_in_ticket_order),
		cmocka_unit_test(timeline_of_nothing_is_nothing),
		cmocka_unit_test(values_are_told_apart),
		cmocka_unit_test(durations_are_readable),
		cmocka_unit_test(long_fields_wrap),
		cmocka_unit_test(remarks_are_told_once),
		cmocka_unit_test(what_is_lacking_is_told_once),
		cmocka_unit_test(foreign_text_is_cleaned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
