// SPDX-License-Identifier: GPL-2.0-or-later
/* Leaving parts of a test out. */
#include "litmus/reduce.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "litmus/parse.h"
#include "litmus/print.h"

static struct test *parsed(const char *text)
{
	struct test *test = malloc(sizeof(*test));
	struct diagnostic diagnostic;

	assert_non_null(test);
	assert_int_equal(test_parse(text, strlen(text), "t", test, &diagnostic),
			 0);
	return test;
}

static const char source[] = "test t\n"
			     "file f 4 pages written\n"
			     "file g 4 pages written\n"
			     "knob madv-random\n"
			     "P0 {\n"
			     "    map m f shared read\n"
			     "    load m[1]\n"
			     "    load m[2]\n"
			     "}\n"
			     "P1 {\n"
			     "    punch f[0..4)\n"
			     "}\n"
			     "P2 {\n"
			     "    read f[0..4)\n"
			     "}\n"
			     "P3 thread of P2 {\n"
			     "    read f[1..2)\n"
			     "}\n"
			     "reach P0: load m[2] = old\n";

/* What PART leaves, or NULL where that is no test. */
static char *without(unsigned int part)
{
	static char text[4096];
	struct test *test = parsed(source);
	struct test *smaller = malloc(sizeof(*smaller));
	int status = test_reduce(test, part, smaller);

	assert_true(status >= 0);
	if (status)
		test_text(smaller, text, sizeof(text));
	free(smaller);
	free(test);
	return status ? text : NULL;
}

static void a_process_goes_and_the_others_move_up(void **state)
{
	const char *text = without(0);

	(void)state;
	assert_non_null(text);
	assert_null(strstr(text, "load"));
	assert_null(strstr(text, "reach"));
	assert_non_null(strstr(text, "P0 {\n    punch"));
	assert_non_null(strstr(text, "P2 thread of P1 {"));
	/* The thread needs it. */
	assert_null(without(2));
	text = without(3);
	assert_non_null(text);
	assert_null(strstr(text, "thread"));
}

static void operations_files_and_knobs_go(void **state)
{
	const char *text;

	(void)state;
	/* Parts 4 to 9: map, load, load, punch, read, read. */
	assert_null(without(4));
	text = without(5);
	assert_non_null(text);
	assert_null(strstr(text, "load m[1]"));
	assert_non_null(strstr(text, "reach P0: load m[2] = old"));
	text = without(6);
	assert_non_null(text);
	assert_null(strstr(text, "reach"));
	/* A process does something. */
	assert_null(without(7));
	/* The files, of which one is used, and the knob. */
	assert_null(without(10));
	text = without(11);
	assert_non_null(text);
	assert_null(strstr(text, "file g"));
	text = without(12);
	assert_non_null(text);
	assert_null(strstr(text, "knob"));
}

static void parts_end(void **state)
{
	struct test *test = parsed(source);
	struct test *smaller = malloc(sizeof(*smaller));

	(void)state;
	assert_int_equal(test_reduce(test, 13, smaller), -1);
	assert_int_equal(test_reduce(test, 1000, smaller), -1);
	free(smaller);
	free(test);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_process_goes_and_the_others_move_up),
		cmocka_unit_test(operations_files_and_knobs_go),
		cmocka_unit_test(parts_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
