// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers and durations that are right; t/cmd/run.t has the wrong ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cmd/number.h"

static uint64_t number(const char *word)
{
	return number_argument("--n", word, 0, UINT64_MAX);
}

static uint64_t duration(const char *word)
{
	return duration_argument("--d", word);
}

static void numbers(void **state)
{
	(void)state;
	assert_int_equal(number("0"), 0);
	assert_int_equal(number("20"), 20);
	assert_int_equal(number("010"), 10);
	assert_int_equal(number("3k"), 3000);
	assert_int_equal(number("2M"), 2000000);
	assert_int_equal(number("1G"), 1000000000);
	assert_true(number("18446744073709551615") == UINT64_MAX);
}

static void durations(void **state)
{
	(void)state;
	assert_int_equal(duration("250ms"), 250000000);
	assert_int_equal(duration("1.5s"), 1500000000);
	assert_int_equal(duration("30"), 30000000000);
	assert_int_equal(duration("0.5"), 500000000);
	assert_int_equal(duration("2m"), 120000000000);
	assert_int_equal(duration("2min"), 120000000000);
	assert_int_equal(duration("1h"), 3600000000000);
	assert_int_equal(duration("1m30s"), 90000000000);
	assert_int_equal(duration("1d"), 86400000000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(durations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
