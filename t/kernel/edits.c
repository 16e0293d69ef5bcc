// SPDX-License-Identifier: GPL-2.0-or-later
/* Edits of source: what they find, what they refuse, for which trees they are. */
#include "kernel/edit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
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

/* Why the last edit did not suit. */
static char *why;

static char *apply(const char *text, const char *mutant)
{
	struct edit_file *file = edit_file_parse("t", text, strlen(text));
	char *result;

	free(why);

	assert_non_null(file);
	assert_int_equal(file->edit_count, 1);
	result = edit_apply(file, &file->edits[0], source, mutant, &why);
	assert_int_equal(!result, why != NULL);
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

/* Where it is written, where it looked, and for what. */
static void what_is_missing_is_said(void **state)
{
	(void)state;
	apply("# x\nfile: a.c\nfunction: first\nfind:\n\tunlock(&a);\n"
	      "\t\treturn 0;\nbefore:\n\tx\n",
	      NULL);
	assert_string_equal(why, "t:2: a.c: first: \"unlock(&a); return 0;\" "
				 "is not there");
	apply("file: a.c\nfind:\n\tlock(&a);\nbefore:\n\tx\n", NULL);
	assert_string_equal(why, "t:1: a.c: \"lock(&a);\" is there twice");
	apply("file: a.c\nfunction: third\nfind:\n\tx\nbefore:\n\ty\n", NULL);
	assert_string_equal(why, "t:1: a.c: there is no function third");
	free(why);
	why = NULL;
}

static const struct kernel_version version = { 6, 19, "6.19.0" };

/* Whether "when: VALUE" holds of Linux 6.19 in the tree of the test. */
static bool is_meant(const char *facts, const char *conditions)
{
	const struct when_tree tree = { getenv("TREE"), &version };
	char text[512];
	struct edit_file *file;
	bool result;

	snprintf(text, sizeof(text), "%sfile: a.c\n%sappend:\n\tx\n", facts,
		 conditions);
	file = edit_file_parse("t", text, strlen(text));
	assert_non_null(file);
	result = edit_is_meant_for(file, &file->edits[0], &tree);
	edit_file_free(file);
	return result;
}

static void versions_are_a_condition(void **state)
{
	(void)state;
	assert_true(is_meant("", ""));
	assert_true(is_meant("", "when: 6.19..\n"));
	assert_true(is_meant("", "when: ..6.19\n"));
	assert_true(is_meant("", "when: 6.12..7.3\n"));
	/* Numbers, not texts. */
	assert_true(is_meant("", "when: 6.9..\n"));
	assert_false(is_meant("", "when: 7.0..\n"));
	assert_false(is_meant("", "when: ..6.18\n"));
	assert_false(is_meant("when: 7.0..\n", ""));
	assert_false(is_meant("when: ..6.19\n", "when: 6.20..\n"));
}

static void text_is_a_condition(void **state)
{
	char directory[] = "/tmp/fslitmus-test-XXXXXX", path[64];
	FILE *out;

	(void)state;
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/a.c", directory);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(source, out);
	fclose(out);
	setenv("TREE", directory, 1);
	assert_true(is_meant("", "when: has callee(a, 1)\n"));
	assert_false(is_meant("", "when: lacks callee(a, 1)\n"));
	/* Words as a whole. */
	assert_false(is_meant("", "when: has call\n"));
	assert_true(is_meant("when: a.c has callee\n", ""));
	assert_true(is_meant("", "when: b.c lacks callee\n"));
	assert_false(is_meant("", "when: has callee\nwhen: has b.c\n"));
	/* No tree yet: all that may be asked for. */
	unsetenv("TREE");
	assert_true(is_meant("", "when: has nowhere\nwhen: lacks callee\n"));
	assert_false(is_meant("", "when: has nowhere\nwhen: ..6.1\n"));
	unlink(path);
	rmdir(directory);
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
	refuse("file: a.c\nwhen: 6.19\nappend:\n\tx\n");
	refuse("file: a.c\nwhen: ..\nappend:\n\tx\n");
	refuse("file: a.c\nwhen: 6..7\nappend:\n\tx\n");
	refuse("file: a.c\nwhen: 6.19..6.12\nappend:\n\tx\n");
	refuse("file: a.c\nwhen: has\nappend:\n\tx\n");
	refuse("when: has x\nfile: a.c\nappend:\n\tx\n");
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
		cmocka_unit_test(what_is_missing_is_said),
		cmocka_unit_test(versions_are_a_condition),
		cmocka_unit_test(text_is_a_condition),
		cmocka_unit_test(wrong_files_are_refused),
		cmocka_unit_test(facts_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
