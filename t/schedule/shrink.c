// SPDX-License-Identifier: GPL-2.0-or-later
/* Shrinking lists of preemptions, against conditions that are known. */
#include "schedule/shrink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define MOST 600

/* Holds while all of these points are in the list. */
struct condition {
	uint32_t points[4];
	size_t count;
	uint32_t needs_ticks; /* the first one must wait exactly so long */
	unsigned int tries, stop_after;
};

static bool holds(void *context, const struct fslitmus_preemption *list,
		  size_t count, int *stop)
{
	struct condition *condition = context;
	size_t found = 0;

	*stop = ++condition->tries == condition->stop_after;
	for (size_t i = 0; i < count; i++) {
		if (condition->needs_ticks &&
		    list[i].point == condition->points[0] &&
		    list[i].ticks != condition->needs_ticks)
			return false;
		for (size_t j = 0; j < condition->count; j++)
			found += list[i].point == condition->points[j];
	}
	return found == condition->count;
}

static size_t shrunk(struct condition *condition, size_t count,
		     struct fslitmus_preemption *list)
{
	for (size_t i = 0; i < count; i++)
		list[i] = (struct fslitmus_preemption){
			.actor = i % 3,
			.point = i + 1,
			.ticks = 7,
		};
	shrink_preemptions(list, &count, holds, condition);
	return count;
}

static void finds_the_needed_ones(void **state)
{
	static const struct condition conditions[] = {
		{ { 1 }, 1, 0, 0, 0 },
		{ { MOST }, 1, 0, 0, 0 },
		{ { 17, 18 }, 2, 0, 0, 0 },
		{ { 3, 299, 600 }, 3, 0, 0, 0 },
		{ { 250, 251, 252, 600 }, 4, 0, 0, 0 },
	};
	struct fslitmus_preemption list[MOST];

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		struct condition condition = conditions[i];

		assert_int_equal(shrunk(&condition, MOST, list),
				 condition.count);
		for (size_t j = 0; j < condition.count; j++)
			assert_int_equal(list[j].point, condition.points[j]);
		/* Far fewer than one for each. */
		assert_true(condition.tries < 200);
	}
}

static void nothing_is_needed(void **state)
{
	struct condition condition = { .count = 0 };
	struct fslitmus_preemption list[MOST];

	(void)state;
	assert_int_equal(shrunk(&condition, MOST, list), 0);
	assert_int_equal(condition.tries, 1);
}

static void waits_as_long_as_needed(void **state)
{
	struct condition condition = { { 5, 9 }, 2, 7, 0, 0 };
	struct fslitmus_preemption list[MOST];

	(void)state;
	assert_int_equal(shrunk(&condition, 20, list), 2);
	assert_int_equal(list[0].ticks, 7);
	assert_int_equal(list[1].ticks, 0);
}

static void stops_when_told(void **state)
{
	struct condition condition = { { 5, 9 }, 2, 0, 0, 4 };
	struct fslitmus_preemption list[MOST];
	size_t count;
	int stop;

	(void)state;
	count = shrunk(&condition, MOST, list);
	assert_int_equal(condition.tries, 4);
	/* What it has was tried. */
	condition.stop_after = 0;
	assert_true(holds(&condition, list, count, &stop));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_needed_ones),
		cmocka_unit_test(nothing_is_needed),
		cmocka_unit_test(waits_as_long_as_needed),
		cmocka_unit_test(stops_when_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
