// SPDX-License-Identifier: GPL-2.0-or-later
/* Delays: the same seed gives the same, and they suit what was measured. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "actor/pace.h"
#include "scratch.h"

#define ROUNDS 500
#define STEPS_PER_US 1000

static const struct test *test;
static struct arena arena;

/* As a machine with processors enough would have it. */
static void begin(struct pace *pace, uint64_t seed)
{
	pace_init(pace, seed);
	pace->steps_per_us = STEPS_PER_US;
	pace->race_ns[0] = 4000;
	pace->race_ns[1] = 90000;
}

static int setup(void **state)
{
	(void)state;
	test = scratch_test("test t\nfile f 1 page\nP0 {\n    read f[0]\n}\n"
			    "P1 {\n    write f[0]\n}\n");
	return 0;
}

static void choose(struct pace *pace, uint32_t skew[2])
{
	pace_choose(pace, test, &arena);
	skew[0] = arena.skew[0];
	skew[1] = arena.skew[1];
}

static void the_seed_repeats_them(void **state)
{
	struct pace pace, same, other;
	uint32_t a[2], b[2], c[2];
	int differ = 0;

	(void)state;
	begin(&pace, 7);
	begin(&same, 7);
	begin(&other, 8);
	for (int i = 0; i < ROUNDS; i++) {
		choose(&pace, a);
		choose(&same, b);
		choose(&other, c);
		assert_memory_equal(a, b, sizeof(a));
		differ += memcmp(a, c, sizeof(a)) != 0;
	}
	assert_true(differ > ROUNDS / 2);
}

/* None, and all over the time the other takes, which is not its own. */
static void they_span_what_the_others_take(void **state)
{
	int none = 0, late = 0;
	struct pace pace;
	uint32_t skew[2];

	(void)state;
	begin(&pace, 7);
	for (int i = 0; i < ROUNDS; i++) {
		choose(&pace, skew);
		assert_in_range(skew[0], 0, 90 * STEPS_PER_US);
		assert_in_range(skew[1], 0, 4 * STEPS_PER_US);
		none += !skew[0];
		late += skew[0] > 45 * STEPS_PER_US;
	}
	assert_true(none > ROUNDS / 5);
	assert_true(late > ROUNDS / 20);
}

static void they_follow_what_is_measured(void **state)
{
	static struct history history;
	struct pace pace;

	(void)state;
	begin(&pace, 7);
	history.record[0][0] = (struct record){ .begin_ns = 1000,
						.end_ns = 501000 };
	for (int i = 0; i < 50; i++)
		pace_learn(&pace, test, &history);
	assert_in_range(pace.race_ns[0], 499000, 501000);
	assert_in_range(pace.race_ns[1], 0, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_seed_repeats_them),
		cmocka_unit_test(they_span_what_the_others_take),
		cmocka_unit_test(they_follow_what_is_measured),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
