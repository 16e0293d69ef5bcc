// SPDX-License-Identifier: GPL-2.0-or-later
/* Sequences of schedules, taken apart and put together. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "schedule/sequence.h"

static const char three[] = "none/random:seed=1,rate=2/at:0@1+2,1@3";

static void they_have_parts(void **state)
{
	(void)state;
	assert_int_equal(sequence_count(""), 0);
	assert_int_equal(sequence_count("none"), 1);
	assert_int_equal(sequence_count(three), 3);
	assert_ptr_equal(sequence_from(three, 0), three);
	assert_string_equal(sequence_from(three, 1),
			    "random:seed=1,rate=2/at:0@1+2,1@3");
	assert_string_equal(sequence_last(three), "at:0@1+2,1@3");
	assert_string_equal(sequence_last("none"), "none");
}

static void each_is_read(void **state)
{
	struct schedule schedule;
	const char *where;

	(void)state;
	assert_null(sequence_parse(three, 1, &schedule, &where));
	assert_int_equal(schedule.control.strategy, FSLITMUS_RANDOM);
	schedule_clear(&schedule);
	assert_null(sequence_parse(three, 2, &schedule, &where));
	assert_int_equal(schedule.control.count, 2);
	schedule_clear(&schedule);
	assert_null(sequence_check(three, &where));
}

static void wrong_ones_are_pointed_at(void **state)
{
	static const struct {
		const char *text;
		size_t where;
	} wrong[] = {
		{ "", 0 },
		{ "/", 0 },
		{ "none/", 5 },
		{ "none//none", 5 },
		{ "none/often/none", 5 },
	};
	const char *where;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_non_null(sequence_check(wrong[i].text, &where));
		assert_int_equal(where - wrong[i].text, wrong[i].where);
	}
}

static void parts_are_replaced(void **state)
{
	static const struct {
		const char *text;
		size_t index, count;
		const char *by, *then;
	} cases[] = {
		{ "a/b/c", 0, 1, NULL, "b/c" },
		{ "a/b/c", 1, 1, NULL, "a/c" },
		{ "a/b/c", 2, 1, NULL, "a/b" },
		{ "a/b/c", 0, 2, NULL, "c" },
		{ "a/b/c", 0, 3, NULL, "" },
		{ "a/b/c", 0, 1, "x", "x/b/c" },
		{ "a/b/c", 1, 1, "x", "a/x/c" },
		{ "a/b/c", 2, 1, "x/y", "a/b/x/y" },
		{ "a", 0, 1, "x", "x" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = sequence_replace(cases[i].text, cases[i].index,
					      cases[i].count, cases[i].by);

		assert_non_null(text);
		assert_string_equal(text, cases[i].then);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_have_parts),
		cmocka_unit_test(each_is_read),
		cmocka_unit_test(wrong_ones_are_pointed_at),
		cmocka_unit_test(parts_are_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
