// SPDX-License-Identifier: GPL-2.0-or-later
/* Guests get processors of their own, of those the command may use. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <sched.h>
#include <stdbool.h>
#include <unistd.h>

#include "machine/processor.h"

#define CLAIMS_MAX 16

/* In a network of our own: claims of commands that run meanwhile are not
 * seen. */
static bool alone;

static int hide(void **state)
{
	(void)state;
	alone = !unshare(CLONE_NEWNET) ||
		!unshare(CLONE_NEWUSER | CLONE_NEWNET);
	return 0;
}

static int count_of(const cpu_set_t *sets, int count, const cpu_set_t *like)
{
	int same = 0;

	for (int i = 0; i < count; i++)
		same += CPU_EQUAL(&sets[i], like);
	return same;
}

static void every_processor_comes_before_one_comes_twice(void **state)
{
	cpu_set_t allowed, sets[2 * CLAIMS_MAX], both;
	int claims[2 * CLAIMS_MAX], count;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(allowed), &allowed), 0);
	count = CPU_COUNT(&allowed);
	if (!alone || count > CLAIMS_MAX)
		skip();
	for (int i = 0; i < 2 * count; i++) {
		claims[i] = processor_claim(&sets[i]);
		assert_true(claims[i] >= 0);
		CPU_AND(&both, &allowed, &sets[i]);
		assert_int_equal(CPU_COUNT(&both), 1);
		assert_int_equal(count_of(sets, i, &sets[i]), i / count);
	}
	for (int i = 0; i < 2 * count; i++)
		close(claims[i]);
}

/* What was given back is there for the next. */
static void claims_end(void **state)
{
	cpu_set_t allowed, set, again;
	int claim;

	(void)state;
	if (!alone)
		skip();
	assert_int_equal(sched_getaffinity(0, sizeof(allowed), &allowed), 0);
	claim = processor_claim(&set);
	assert_true(claim >= 0);
	assert_int_equal(sched_setaffinity(0, sizeof(set), &set), 0);
	for (int i = 0; i < 200; i++) {
		close(claim);
		claim = processor_claim(&again);
		assert_true(claim >= 0);
		assert_true(CPU_EQUAL(&set, &again));
	}
	close(claim);
	assert_int_equal(sched_setaffinity(0, sizeof(allowed), &allowed), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_processor_comes_before_one_comes_twice),
		cmocka_unit_test(claims_end),
	};

	return cmocka_run_group_tests(tests, hide, NULL);
}
