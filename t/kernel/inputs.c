// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What goes into a tree: what makes another kernel and what does not, which
 * edits suit, and which mutants are left out. The inputs and the tree are the
 * test's own, so nothing is built.
 */
#include "kernel/inputs.h"

#include "base/embedded.h"
#include "base/error.h"
#include "kernel/path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define EDIT "file: a.c\nfunction: f\nfind:\n\tx();\nbefore:\n\t\ty();\n"
#define EDITS "kernel/edits/a.edit"
#define MUTANT "kernel/mutants/one.edit"
#define CONFIG "kernel/fslitmus.config"

static const struct kernel_version version = { 6, 19, "6.19.7" };

/* In place of those of the command; empty lines mean nothing. */
#define INPUTS 4
#define TEXT_SIZE 512
static char names[INPUTS][64], texts[INPUTS][TEXT_SIZE];
static const char point[] = "int point;\n";
const struct embedded_file kernel_inputs[] = {
	{ "kernel/fslitmus/point.c", point, point + sizeof(point) - 1 },
	{ names[0], texts[0], texts[0] + TEXT_SIZE - 1 },
	{ names[1], texts[1], texts[1] + TEXT_SIZE - 1 },
	{ names[2], texts[2], texts[2] + TEXT_SIZE - 1 },
	{ names[3], texts[3], texts[3] + TEXT_SIZE - 1 },
	{ NULL, NULL, NULL },
};

static void set(int i, const char *name, const char *text)
{
	memset(texts[i], '\n', TEXT_SIZE - 1);
	memcpy(texts[i], text, strlen(text));
	snprintf(names[i], sizeof(names[i]), "%s", name);
}

static void set_none(void)
{
	/* Nothing that goes anywhere. */
	for (int i = 0; i < INPUTS; i++)
		set(i, "kernel/other.config", "");
}

/* The key of a kernel with that input. */
static const char *key_in(const char *tree, const char *name, const char *text,
			  bool with_mutants)
{
	static char hex[2][DIGEST_HEX];
	static int turn;
	struct kernel_options options = { .with_mutants = with_mutants };
	struct digest *digest = digest_new();
	struct inputs *inputs;

	turn = !turn;
	set_none();
	set(0, name, text);
	inputs = inputs_choose(&options, tree, &version);
	inputs_digest(inputs, digest);
	inputs_free(inputs);
	digest_finish(digest, hex[turn]);
	return hex[turn];
}

static const char *key(const char *name, const char *text, bool with_mutants)
{
	return key_in(NULL, name, text, with_mutants);
}

static void facts_make_no_other_kernel(void **state)
{
	(void)state;
	assert_string_equal(key(MUTANT, EDIT, true),
			    key(MUTANT, "# Why.\n\ntests: t\n" EDIT, true));
	assert_string_equal(key(EDITS, EDIT, false),
			    key(EDITS, "# Why.\n" EDIT, false));
	assert_string_equal(key(CONFIG, "CONFIG_A=y\n", false),
			    key(CONFIG, "# Why.\nCONFIG_A=y\n", false));
}

static void edits_make_another_kernel(void **state)
{
	(void)state;
	assert_string_not_equal(key(MUTANT, EDIT, true),
				key(MUTANT, EDIT "\t\tz();\n", true));
	assert_string_not_equal(key(MUTANT, EDIT, true),
				key(MUTANT, EDIT "header: none\n", true));
	assert_string_not_equal(key(MUTANT, EDIT, true),
				key("kernel/mutants/two.edit", EDIT, true));
	assert_string_not_equal(key(EDITS, EDIT, false),
				key(EDITS, EDIT EDIT, false));
	assert_string_not_equal(key(CONFIG, "CONFIG_A=y\n", false),
				key(CONFIG, "# CONFIG_A is not set\n", false));
}

static void edits_for_other_trees_make_none(void **state)
{
	(void)state;
	assert_string_equal(key(EDITS, EDIT, false),
			    key(EDITS, EDIT "when: 6.12..\n", false));
	assert_string_equal(key(EDITS, EDIT, false),
			    key(EDITS, EDIT EDIT "when: 7.3..\n", false));
	assert_string_equal(key(EDITS, "", false),
			    key(EDITS, "when: 7.3..\n" EDIT, false));
	assert_string_equal(
		key(CONFIG, "CONFIG_A=1\n", false),
		key(CONFIG,
		    "# when: ..6.18\nCONFIG_A=y\n# when: 6.19..\nCONFIG_A=1\n",
		    false));
	/* Once the tree is there, its text counts. */
	assert_string_equal(key_in("/nonexistent", EDITS, EDIT, false),
			    key_in("/nonexistent", EDITS,
				   EDIT EDIT "when: has x();\n", false));
	assert_string_not_equal(key(EDITS, EDIT, false),
				key(EDITS, EDIT EDIT "when: has x();\n",
				    false));
}

static void mutants_count_where_they_are_compiled_in(void **state)
{
	(void)state;
	assert_string_equal(key(MUTANT, EDIT, false),
			    key(MUTANT, EDIT EDIT, false));
}

static void conditions_choose_lines_of_a_configuration(void **state)
{
	struct kernel_options options = { .with_mutants = false };
	struct inputs *inputs;
	char *config;

	(void)state;
	set_none();
	set(0, CONFIG,
	    "# Why.\n# when: ..6.18\nCONFIG_A=y\n# when: 6.19..\n# Why.\n"
	    "CONFIG_A=1\nCONFIG_B=y\n# CONFIG_C is not set\n");
	inputs = inputs_choose(&options, NULL, &version);
	config = inputs_config(inputs);
	assert_string_equal(config, "CONFIG_A=1\nCONFIG_B=y\n"
				    "# CONFIG_C is not set\n");
	free(config);
	inputs_free(inputs);
}

static char tree[] = "/tmp/fslitmus-test-XXXXXX";

static const char *in_tree(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", tree, name);
	return path;
}

static void write_tree(const char *a)
{
	assert_int_equal(path_make_directories(in_tree("include/linux")), 0);
	assert_int_equal(path_write(in_tree("a.c"), a, strlen(a)), 0);
}

static int make_tree(void **state)
{
	(void)state;
	return !mkdtemp(tree);
}

static int remove_tree(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", tree);
	return system(command);
}

/* Installs what was set; what it says is in *SAID. Returns the mutants left
 * out, or NULL if the build ends. */
static char *install(char **said)
{
	struct kernel_options options = { .with_mutants = true };
	struct inputs *inputs = inputs_choose(&options, tree, &version);
	char *left_out = NULL;
	int old = dup(STDERR_FILENO), status;
	FILE *file = tmpfile();

	dup2(fileno(file), STDERR_FILENO);
	status = inputs_install(inputs, tree);
	dup2(old, STDERR_FILENO);
	close(old);
	rewind(file);
	*said = path_read_from(file, NULL);
	fclose(file);
	if (!status)
		left_out = inputs_left_out(inputs);
	else
		assert_int_equal(status, FAILURE_USAGE);
	inputs_free(inputs);
	return left_out;
}

static void expect_in(const char *name, const char *part, bool expected)
{
	char *text = path_read(in_tree(name), NULL);

	assert_non_null(text);
	if (!strstr(text, part) == expected)
		fail_msg("'%s' is %sin:\n%s", part, expected ? "not " : "",
			 text);
	free(text);
}

#define AFTER(anchor, text) "find:\n\t" anchor ";\nafter:\n\t\t" text ";\n"
#define SOURCE "int f(void)\n{\n\tone();\n\ttwo();\n\tthree();\n}\n"

static void all_edits_that_do_not_suit_are_said(void **state)
{
	char *said, *left_out;

	(void)state;
	set_none();
	write_tree(SOURCE);
	set(0, EDITS,
	    "file: a.c\n" AFTER(
		    "nowhere()",
		    "x()") "\n"
			   "file: a.c\nwhen: 7.0..\n" AFTER(
				   "later()",
				   "x()") "\n"
					  "file: a.c\noptional: yes\n" AFTER(
						  "faster()",
						  "x()") "\n"
							 "file: b.c\n" AFTER(
								 "one()",
								 "x()"));
	set(1, "kernel/edits/b.edit",
	    "file: a.c\nfunction: g\n" AFTER("one()", "x()"));
	left_out = install(&said);
	assert_null(left_out);
	assert_non_null(strstr(said, EDITS ":1: a.c: \"nowhere();\" is not"));
	assert_non_null(strstr(said, EDITS ":14: a.c: \"faster();\" is not "
					   "there; it only saves time"));
	assert_non_null(strstr(said, EDITS ":21: b.c is not in this kernel"));
	assert_non_null(strstr(said, "b.edit:1: a.c: there is no function g"));
	assert_null(strstr(said, "later"));
	free(said);
}

static void a_mutant_that_does_not_suit_is_left_out_whole(void **state)
{
	char *said, *left_out;

	(void)state;
	set_none();
	write_tree(SOURCE);
	set(0, MUTANT,
	    "file: a.c\n" AFTER("one()",
				"MUTANT") "\n"
					  "file: a.c\n" AFTER("nowhere()",
							      "MUTANT"));
	set(1, "kernel/mutants/three.edit",
	    "when: 7.0..\nfile: a.c\n" AFTER("one()", "MUTANT"));
	set(2, "kernel/mutants/two.edit",
	    "file: a.c\n" AFTER("two()", "MUTANT"));
	left_out = install(&said);
	assert_string_equal(left_out, "one three");
	assert_non_null(strstr(said, "one.edit:7: a.c: \"nowhere();\" is not"));
	assert_non_null(strstr(said, "the fault one is left out"));
	expect_in("a.c", "fslitmus_mutant(FSLITMUS_MUTANT_TWO)", true);
	expect_in("a.c", "FSLITMUS_MUTANT_ONE", false);
	expect_in("a.c", "FSLITMUS_MUTANT_THREE", false);
	/* Numbers and places stay. */
	expect_in("include/linux/fslitmus_mutants.h",
		  "#define FSLITMUS_MUTANT_TWO 3\n", true);
	expect_in("include/linux/fslitmus_mutants.h",
		  "NAMES \\\n\tNULL, \\\n\tNULL, \\\n\t\"two\",\n", true);
	free(left_out);
	free(said);
}

static void a_mutant_may_have_other_edits_for_other_trees(void **state)
{
	char *said, *left_out;

	(void)state;
	set_none();
	write_tree(SOURCE);
	set(0, MUTANT,
	    "file: a.c\nwhen: ..6.18\n" AFTER(
		    "nowhere()",
		    "MUTANT") "\n"
			      "file: a.c\nwhen: has three();\n" AFTER(
				      "three()", "MUTANT"));
	left_out = install(&said);
	assert_string_equal(left_out, "");
	assert_string_equal(said, "");
	expect_in("a.c", "fslitmus_mutant(FSLITMUS_MUTANT_ONE)", true);
	free(left_out);
	free(said);
}

struct seen {
	int count;
	char tests[64], on[64], unreachable[64];
};

static void look(const struct kernel_mutant *mutant, void *data)
{
	struct seen *seen = data;

	seen->count++;
	assert_string_equal(mutant->name, "one");
	snprintf(seen->tests, sizeof(seen->tests), "%s", mutant->tests);
	snprintf(seen->on, sizeof(seen->on), "%s", mutant->on);
	snprintf(seen->unreachable, sizeof(seen->unreachable), "%s",
		 mutant->unreachable);
}

static void a_mutant_says_what_tries_it(void **state)
{
	struct seen seen = { 0 };

	(void)state;
	key(MUTANT, "kind: mutant\ntests: a b\non: ext4\n" EDIT, true);
	inputs_each_mutant(look, &seen);
	assert_int_equal(seen.count, 1);
	assert_string_equal(seen.tests, "a b");
	assert_string_equal(seen.on, "ext4");
	assert_string_equal(seen.unreachable, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_make_no_other_kernel),
		cmocka_unit_test(edits_make_another_kernel),
		cmocka_unit_test(edits_for_other_trees_make_none),
		cmocka_unit_test(mutants_count_where_they_are_compiled_in),
		cmocka_unit_test(conditions_choose_lines_of_a_configuration),
		cmocka_unit_test(all_edits_that_do_not_suit_are_said),
		cmocka_unit_test(a_mutant_that_does_not_suit_is_left_out_whole),
		cmocka_unit_test(a_mutant_may_have_other_edits_for_other_trees),
		cmocka_unit_test(a_mutant_says_what_tries_it),
	};

	return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
