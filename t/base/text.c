// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines in a text of fixed size: none is lost without a word. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

static char text[TEXT_MIN_SIZE];

static void lines_are_told_once(void **state)
{
	(void)state;
	text[0] = '\0';
	text_add_line(text, sizeof(text), "%s", "a\nb\n\na");
	text_add_line(text, sizeof(text), "b");
	text_add_line(text, sizeof(text), "a b");
	assert_string_equal(text, "a\nb\na b");
}

static void all_that_fits_is_there(void **state)
{
	(void)state;
	text[0] = '\0';
	text_add_line(text, sizeof(text),
		      "1" FIFTY "\n2" FIFTY "\n" TEN TEN "123");
	assert_int_equal(strlen(text), sizeof(text) - 1);
	assert_null(strstr(text, "without room"));
	/* The mark takes the room of a whole line, not of its end. */
	text_add_line(text, sizeof(text), "more");
	assert_string_equal(text, "1" FIFTY "\n(3 more without room here)");
}

static void what_does_not_fit_is_counted(void **state)
{
	(void)state;
	text[0] = '\0';
	for (int i = 0; i < 100; i++)
		text_add_line(text, sizeof(text), "line number %d of all", i);
	assert_string_equal(text, "line number 0 of all\n"
				  "line number 1 of all\n"
				  "line number 2 of all\n"
				  "line number 3 of all\n"
				  "(96 more without room here)");
	/* There is still room for a short one. */
	text_add_line(text, sizeof(text), "short");
	assert_non_null(strstr(text, "all\nshort\n(96 more"));
}

static void counts_add_up(void **state)
{
	char other[TEXT_MIN_SIZE] = "";

	(void)state;
	text[0] = '\0';
	for (int i = 0; i < 10; i++) {
		text_add_line(text, sizeof(text), "first %d " TEN, i);
		text_add_line(other, sizeof(other), "other %d " TEN, i);
	}
	assert_non_null(strstr(text, "\n(5 more without room here)"));
	assert_non_null(strstr(other, "\n(5 more without room here)"));
	text_add_line(text, sizeof(text), "%s", other);
	assert_non_null(strstr(text, "\n(15 more without room here)"));
}

static void a_long_line_keeps_its_start(void **state)
{
	(void)state;
	text[0] = '\0';
	text_add_line(text, sizeof(text), "x" FIFTY FIFTY FIFTY);
	assert_memory_equal(text, "x" FIFTY, 51);
	assert_non_null(strstr(text, "\n(1 more without room here)"));
	text[0] = '\0';
	text_add_line(text, sizeof(text), "y" FIFTY FIFTY);
	text_add_line(text, sizeof(text), "z" FIFTY);
	assert_memory_equal(text, "y" FIFTY, 51);
	assert_non_null(strstr(text, "\n(2 more without room here)"));
	text[0] = '\0';
	text_add_line(text, sizeof(text), "%*d", TEXT_MAX_SIZE, 7);
	assert_non_null(strstr(text, "\n(2 more without room here)"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_told_once),
		cmocka_unit_test(all_that_fits_is_there),
		cmocka_unit_test(what_does_not_fit_is_counted),
		cmocka_unit_test(counts_add_up),
		cmocka_unit_test(a_long_line_keeps_its_start),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
