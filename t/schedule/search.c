// SPDX-License-Identifier: GPL-2.0-or-later
/* Searches: what they are asked for with, and that they repeat. */
#include "schedule/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static struct search *search_for(const char *text, uint64_t seed)
{
	struct search *search = NULL;
	const char *where;

	assert_null(search_new(text, seed, &search, &where));
	return search;
}

/* One schedule, with LEGAL points and NEW pairs to learn from. */
static void step(struct search *search, uint64_t number, uint64_t legal,
		 uint64_t new_pairs, char text[256])
{
	static const struct fslitmus_preemption kept[2] = {
		{ .actor = 0, .point = 40, .ticks = 16 },
		{ .actor = 1, .point = 7, .ticks = 3 },
	};
	const struct fslitmus_result result = {
		.legal = legal,
		.new_pairs = new_pairs,
		.preemptions_kept = 2,
	};
	struct schedule schedule;

	assert_int_equal(search_next(search, number, &schedule), 0);
	schedule_format(&schedule, text, 256);
	schedule_clear(&schedule);
	search_learn(search, &result, kept);
}

static void each_strategy_gives_its_own(void **state)
{
	static const struct {
		const char *asked, *begins;
	} cases[] = {
		{ "none", "none" },
		{ "random:rate=64", "random:seed=" },
		{ "pct:depth=3", "pct:seed=" },
		{ "sparse:depth=2,length=77", "sparse:seed=" },
		{ "enumerate", "at:*@" },
		{ "at:0@412+16,1@77", "at:0@412+16,1@77" },
		{ "guided", "at:" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct search *search = search_for(cases[i].asked, 5);
		char text[256];

		step(search, 0, 3000, 1, text);
		step(search, 1, 3000, 1, text);
		assert_int_equal(strncmp(text, cases[i].begins,
					 strlen(cases[i].begins)),
				 0);
		search_free(search);
	}
}

static void learns_how_long_a_schedule_is(void **state)
{
	struct search *search = search_for("pct:depth=3", 5);
	char text[256];

	(void)state;
	step(search, 0, 1234, 0, text);
	assert_string_equal(text, "none");
	step(search, 1, 99, 0, text);
	assert_non_null(strstr(text, ",length=1234"));
	step(search, 2, 99, 0, text);
	assert_non_null(strstr(text, ",length=99"));
	search_free(search);
}

static void the_same_seed_gives_the_same(void **state)
{
	struct search *one = search_for("mix", 5), *two = search_for("", 5);
	struct search *other = search_for("mix", 6);
	int differ = 0;

	(void)state;
	for (uint64_t i = 0; i < 500; i++) {
		char a[256], b[256], c[256];

		step(one, i, 3000 + i % 7, i % 3 == 0, a);
		step(two, i, 3000 + i % 7, i % 3 == 0, b);
		step(other, i, 3000 + i % 7, i % 3 == 0, c);
		assert_string_equal(a, b);
		differ += strcmp(a, c) != 0;
	}
	assert_true(differ > 300);
	search_free(one);
	search_free(two);
	search_free(other);
}

static void enumerates_every_single_point_once(void **state)
{
	enum { LENGTH = 200 };
	struct search *search = search_for("enumerate", 5);
	bool seen[LENGTH + 2] = { false };
	char text[256];

	(void)state;
	step(search, 0, LENGTH, 0, text);
	/* Number 0 went to finding out how many there are. */
	for (uint64_t i = 0; i < LENGTH; i++) {
		struct schedule schedule;

		assert_int_equal(search_next(search, i, &schedule), 0);
		assert_int_equal(schedule.control.count, 1);
		assert_in_range(schedule.list[0].point, 1, LENGTH);
		assert_false(seen[schedule.list[0].point]);
		seen[schedule.list[0].point] = true;
		schedule_clear(&schedule);
	}
	search_free(search);
}

static void wrong_ones_are_refused(void **state)
{
	static const char *const wrong[] = {
		"magic",       "random", "random:rate=0",
		"pct:rate=3",  "none/",	 "none/random",
		"enumerate:1", "at:",	 "random:rate=64,",
	};
	struct search *search;
	const char *where;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (!search_new(wrong[i], 1, &search, &where))
			fail_msg("'%s' was taken", wrong[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_strategy_gives_its_own),
		cmocka_unit_test(learns_how_long_a_schedule_is),
		cmocka_unit_test(the_same_seed_gives_the_same),
		cmocka_unit_test(enumerates_every_single_point_once),
		cmocka_unit_test(wrong_ones_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
