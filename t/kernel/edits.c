// SPDX-License-Identifier: GPL-2.0-or-later
/* Edits of source: what they find, what they refuse. */
#include "kernel/edit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char source[] = "#include <linux/a.h>\n"
			     "\n"
			     "static int callee(int a);\n"
			     "\n"
			     "int first(int a)\n"
			     "{\n"
			     "\tlock(&a);\n"
			     "\treturn callee(a,\n"
			     "\t\t      1);\n"
			     "}\n"
			     "\n"
			     "int second(int a)\n"
			     "{\n"
			     "\tlock(&a);\n"
			     "\tunlock(&a);\n"
			     "\treturn 0;\n"
			     "}\n";

static char *apply(const char *text, const char *mutant)
{
	struct edit_file *file = edit_file_parse("t", text, strlen(text));
	char *result;

	assert_non_null(file);
	assert_int_equal(file->edit_count, 1);
	result = edit_apply(file, &file->edits[0], source, mutant);
	edit_file_free(file);
	return result;
}

static void expect(const char *text, const char *mutant, const char *part)
{
	char *result = apply(text, mutant);

	assert_non_null(result);
	if (!strstr(result, part))
		fail_msg("'%s' is not in:\n%s", part, result);
	free(result);
}

static void a_function_limits_the_search(void **state)
{
	(void)state;
	expect("file: a.c\nfunction: second\nfind:\n\tlock(&a);\n"
	       "before:\n\t\tif (never)\n",
	       NULL, "int second(int a)\n{\n\tif (never)\n\tlock(&a);\n");
	assert_null(
		apply("file: a.c\nfind:\n\tlock(&a);\nbefore:\n\tx\n", NULL));
}

static void white_space_does_not_count(void **state)
{
	(void)state;
	expect("file: a.c\nfunction: first\nfind:\n\treturn callee(a, 1);\n"
	       "after:\n\t/* end */\n",
	       NULL, "\t\t      1);\n/* end */\n}\n");
}

static void words_end_where_they_end(void **state)
{
	(void)state;
	assert_null(apply("file: a.c\nfunction: second\nfind:\n\tlock(&\n"
			  "\tb\nbefore:\n\tx\n",
			  NULL));
	assert_null(apply("file: a.c\nfind:\n\tcall\nbefore:\n\tx\n", NULL));
}

static void what_is_missing_is_refused(void **state)
{
	(void)state;
	assert_null(apply("file: a.c\nfunction: third\nfind:\n\tlock(&a);\n"
			  "before:\n\tx\n",
			  NULL));
	assert_null(apply("file: a.c\nfunction: first\nfind:\n"
			  "\tunlock(&a);\nbefore:\n\tx\n",
			  NULL));
	/* Declared, not defined. */
	assert_null(apply("file: a.c\nfunction: callee\nfind:\n\ta\n"
			  "before:\n\tx\n",
			  NULL));
}

static void mutants_are_tested_and_included(void **state)
{
	static const char text[] =
		"what: x\n\nfile: a.c\nfunction: second\nfind:\n"
		"\tunlock(&a);\nreplace:\n\tif (!MUTANT)\n\t\tunlock(&a);\n";

	(void)state;
	expect(text, "M_X", "if (!fslitmus_mutant(M_X))\n\tunlock(&a);");
	expect(text, "M_X",
	       "#include <linux/fslitmus_mutant.h>\n"
	       "#include <linux/a.h>\n");
}

static void a_header_can_be_left_out(void **state)
{
	char *result = apply("file: a.c\nheader: none\nappend:\n\tend\n", NULL);

	(void)state;
	assert_non_null(result);
	assert_null(strstr(result, "fslitmus"));
	assert_string_equal(result + strlen(result) - 6, "}\nend\n");
	free(result);
}

static void an_optional_edit_may_fail(void **state)
{
	static const char text[] = "file: a.c\noptional: yes\nfind:\n"
				   "\tnowhere\nreplace:\n\tx\n";
	char *result = apply(text, NULL);

	(void)state;
	assert_string_equal(result, source);
	free(result);
}

static void refuse(const char *text)
{
	struct edit_file *file = edit_file_parse("t", text, strlen(text));

	if (file)
		fail_msg("accepted: %s", text);
}

static void wrong_files_are_refused(void **state)
{
	(void)state;
	refuse("file: a.c\nfind:\n\tx\n");
	refuse("file: a.c\nbefore:\n\tx\n");
	refuse("file: a.c\nfind:\n\tx\nbefore:\n\ty\nafter:\n\tz\n");
	refuse("file: a.c\nwhere: x\n");
	refuse("\tx\n");
	refuse("no colon\n");
}

static void facts_are_found(void **state)
{
	static const char text[] = "kind: control\nwhat: two words\n\n# x\n"
				   "file: a.c\nappend:\n\tx\n";
	struct edit_file *file = edit_file_parse("t", text, strlen(text));

	(void)state;
	assert_non_null(file);
	assert_string_equal(edit_file_fact(file, "what"), "two words");
	assert_null(edit_file_fact(file, "breaks"));
	edit_file_free(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_function_limits_the_search),
		cmocka_unit_test(white_space_does_not_count),
		cmocka_unit_test(words_end_where_they_end),
		cmocka_unit_test(what_is_missing_is_refused),
		cmocka_unit_test(mutants_are_tested_and_included),
		cmocka_unit_test(a_header_can_be_left_out),
		cmocka_unit_test(an_optional_edit_may_fail),
		cmocka_unit_test(wrong_files_are_refused),
		cmocka_unit_test(facts_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
