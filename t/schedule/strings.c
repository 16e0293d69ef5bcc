// SPDX-License-Identifier: GPL-2.0-or-later
/* Schedules as strings, there and back; and their enumeration. */
#include "schedule/schedule.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void there_and_back(void **state)
{
	static const char *const texts[] = {
		"none",
		"none;processes",
		"random:seed=17,rate=64",
		"random:seed=18446744073709551615,rate=1,ticks=3;processes",
		"pct:seed=0,depth=3,length=4000",
		"sparse:seed=5,depth=0,length=1,ticks=16",
		"at:0@412+16,1@77",
		"at:*@1,16@2+1;processes",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct schedule schedule;
		const char *where;
		char back[256];

		assert_null(schedule_parse(texts[i], &schedule, &where));
		assert_int_equal(schedule_format(&schedule, back, sizeof(back)),
				 strlen(texts[i]));
		assert_string_equal(back, texts[i]);
		schedule_clear(&schedule);
	}
}

static void wrong_ones_are_pointed_at(void **state)
{
	static const struct {
		const char *text;
		size_t where;
	} wrong[] = {
		{ "", 0 },
		{ "randomly:seed=1", 0 },
		{ "random", 6 },
		{ "random:seed=1", 13 },
		{ "random:seed=1,rate=0", 19 },
		{ "random:seed=1,depth=2", 14 },
		{ "random:seed=x", 12 },
		{ "pct:seed=1,depth=31,length=1", 17 },
		{ "pct:seed=1,depth=3", 18 },
		{ "at:", 3 },
		{ "at:64@1", 3 + 0 },
		{ "at:0@", 5 },
		{ "at:0@1,", 7 },
		{ "at:0@1;workers", 6 },
		{ "none:", 4 },
		{ "random:seed=99999999999999999999,rate=1", 12 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct schedule schedule;
		const char *where = NULL;

		if (!schedule_parse(wrong[i].text, &schedule, &where))
			fail_msg("accepted: %s", wrong[i].text);
		if (where != wrong[i].text + wrong[i].where)
			fail_msg("%s: at %d", wrong[i].text,
				 (int)(where - wrong[i].text));
	}
}

static void enumeration_is_complete(void **state)
{
	static unsigned char seen[11][11];
	unsigned long long number = 0;
	struct schedule schedule;

	(void)state;
	for (; !schedule_enumerate(&schedule, number, 10); number++) {
		unsigned int count = schedule.control.count;
		unsigned int a = schedule.list[0].point;
		unsigned int b = count > 1 ? schedule.list[1].point : 0;

		assert_int_equal(count, number < 10 ? 1 : 2);
		assert_in_range(a, 1, 10);
		assert_true(count == 1 || (b > a && b <= 10));
		assert_int_equal(seen[a][b]++, 0);
		schedule_clear(&schedule);
	}
	assert_int_equal(number, 10 + 10 * 9 / 2);
	assert_int_equal(schedule_enumerate(&schedule, number, 10), -ENOENT);
	assert_int_equal(schedule_enumerate(&schedule, 0, 0), -ENOENT);
}

static void a_small_buffer_holds_the_beginning(void **state)
{
	static const char text[] = "at:0@412+16,1@77";
	struct schedule schedule;
	const char *where;
	char back[sizeof(text) + 1];

	(void)state;
	assert_null(schedule_parse(text, &schedule, &where));
	assert_int_equal(schedule_format(&schedule, NULL, 0), strlen(text));
	for (size_t size = 1; size <= sizeof(text); size++) {
		memset(back, '#', sizeof(back));
		assert_int_equal(schedule_format(&schedule, back, size),
				 strlen(text));
		assert_int_equal(strlen(back), size - 1);
		assert_memory_equal(back, text, size - 1);
		assert_int_equal(back[size], '#');
	}
	schedule_clear(&schedule);
}

/* With ASan, what cannot be allocated is NULL too, and no report. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

/* More preemptions than any memory holds. */
static void exhausted_memory_is_returned(void **state)
{
	static const struct fslitmus_preemption one;
	struct schedule schedule;

	(void)state;
	assert_int_equal(schedule_explicit(&schedule, &one, SIZE_MAX / 2),
			 -ENOMEM);
	schedule_clear(&schedule);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(wrong_ones_are_pointed_at),
		cmocka_unit_test(enumeration_is_complete),
		cmocka_unit_test(a_small_buffer_holds_the_beginning),
		cmocka_unit_test(exhausted_memory_is_returned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
