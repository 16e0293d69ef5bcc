// SPDX-License-Identifier: GPL-2.0-or-later
/* Results added up. */
#include "actor/merge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "actor/final.h"
#include "actor/histogram.h"
#include "base/text.h"

static struct result *result_with(uint64_t rounds, const char *uncovered)
{
	struct result *result = calloc(1, sizeof(*result));

	assert_non_null(result);
	result->rounds = rounds;
	snprintf(result->uncovered, sizeof(result->uncovered), "%s", uncovered);
	return result;
}

static void add_outcome(struct result *result, const char *text,
			enum verdict_kind verdict, uint64_t count)
{
	const struct outcome like = { .verdict = verdict };

	histogram_line(result, &like, text, "")->count += count;
}

static void counts_add_up(void **state)
{
	struct result *a = result_with(10, "one\n");
	struct result *b = result_with(5, "one\ntwo");

	(void)state;
	add_outcome(a, "one", VERDICT_ALLOWED, 10);
	add_outcome(b, "two", VERDICT_ALLOWED, 3);
	add_outcome(b, "one", VERDICT_ALLOWED, 2);
	b->reached = 4;
	b->count[1][2].run = 5;
	result_merge(a, b);
	assert_int_equal(a->rounds, 15);
	assert_int_equal(a->reached, 4);
	assert_int_equal(a->outcomes, 2);
	assert_int_equal(a->outcome[0].count, 12);
	assert_int_equal(a->outcome[1].count, 3);
	assert_int_equal(a->count[1][2].run, 5);
	free(a);
	free(b);
}

/* Whoever adds a remark, each is a line of its own and told once. */
static void remarks_are_lines(void **state)
{
	struct result *a = result_with(0, "complaints go unseen");
	struct result *b = result_with(0, "final state of f: read: gone");

	(void)state;
	note_uncovered(a, "evicted files: pages stay");
	text_add_line(a->uncovered, sizeof(a->uncovered), "final state of %s",
		      "f: read: gone too");
	note_uncovered(a, "evicted files: pages stay");
	/* Part of a line that is there, and news all the same. */
	note_uncovered(a, "evicted files");
	result_merge(a, b);
	assert_string_equal(a->uncovered, "complaints go unseen\n"
					  "evicted files: pages stay\n"
					  "final state of f: read: gone too\n"
					  "evicted files\n"
					  "final state of f: read: gone");
	result_merge(b, a);
	result_merge(a, b);
	assert_string_equal(strrchr(a->uncovered, '\n'),
			    "\nfinal state of f: read: gone");
	free(a);
	free(b);
}

static void the_worst_round_is_kept(void **state)
{
	struct result *all = result_with(1, ""), *more = result_with(1, "");

	(void)state;
	strcpy(all->schedule, "none");
	more->verdict.kind = VERDICT_FORBIDDEN;
	more->forbidden = 1;
	strcpy(more->schedule, "at:1@2");
	more->history.round = 7;
	result_merge(all, more);
	assert_int_equal(all->verdict.kind, VERDICT_FORBIDDEN);
	assert_string_equal(all->schedule, "at:1@2");
	assert_int_equal(all->history.round, 7);
	/* And the first of them stays. */
	strcpy(more->schedule, "at:3@4");
	result_merge(all, more);
	assert_string_equal(all->schedule, "at:1@2");
	assert_int_equal(all->forbidden, 2);
	free(all);
	free(more);
}

/* One of four kilobytes that differs from the others in its last letters. */
static const char *long_text(unsigned int number)
{
	static char text[4097];

	memset(text, 'x', sizeof(text) - 9);
	snprintf(text + sizeof(text) - 9, 9, "%08u", number);
	return text;
}

static void long_texts_are_kept_apart(void **state)
{
	struct result *all = result_with(0, ""), *more = result_with(0, "");

	(void)state;
	add_outcome(all, long_text(1), VERDICT_ALLOWED, 1);
	add_outcome(more, long_text(2), VERDICT_ALLOWED, 1);
	add_outcome(more, long_text(1), VERDICT_UNPROMISED, 1);
	result_merge(all, more);
	assert_int_equal(all->outcomes, 3);
	assert_string_equal(result_text(all, all->outcome[0].text),
			    long_text(1));
	assert_string_equal(result_text(all, all->outcome[1].text),
			    long_text(2));
	free(all);
	free(more);
}

/* A histogram full of allowed outcomes has room for those that are not. */
static void what_finds_no_room_is_counted(void **state)
{
	struct result *all = result_with(0, ""), *more = result_with(0, "");
	char text[16];

	(void)state;
	for (int i = 0; i < RESULT_OUTCOMES - RESULT_OUTCOMES_RESERVED; i++) {
		snprintf(text, sizeof(text), "%d", i);
		add_outcome(all, text, VERDICT_ALLOWED, 1);
	}
	add_outcome(more, "another", VERDICT_ALLOWED, 6);
	add_outcome(more, "the bad", VERDICT_FORBIDDEN, 2);
	result_merge(all, more);
	assert_int_equal(all->other_outcomes, 6);
	assert_string_equal(result_text(all,
					all->outcome[all->outcomes - 1].text),
			    "the bad");
	free(all);
	free(more);
}

static void what_finds_no_bytes_is_counted(void **state)
{
	struct result *all = result_with(0, ""), *more;
	unsigned int i;

	(void)state;
	for (i = 0; !all->other_outcomes; i++) {
		more = result_with(1, "");
		add_outcome(more, long_text(i), VERDICT_ALLOWED, 1);
		result_merge(all, more);
		free(more);
	}
	assert_int_equal(all->rounds, i);
	assert_int_equal(all->outcomes + all->other_outcomes, i);
	assert_in_range(all->texts_used,
			RESULT_TEXTS_SIZE - RESULT_TEXTS_RESERVED - 4200,
			RESULT_TEXTS_SIZE - RESULT_TEXTS_RESERVED);
	more = result_with(1, "");
	add_outcome(more, long_text(i), VERDICT_FORBIDDEN, 1);
	result_merge(all, more);
	assert_int_equal(all->other_outcomes, 1);
	free(more);
	free(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_add_up),
		cmocka_unit_test(remarks_are_lines),
		cmocka_unit_test(the_worst_round_is_kept),
		cmocka_unit_test(long_texts_are_kept_apart),
		cmocka_unit_test(what_finds_no_room_is_counted),
		cmocka_unit_test(what_finds_no_bytes_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
