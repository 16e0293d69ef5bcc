// SPDX-License-Identifier: GPL-2.0-or-later
/* What makes another kernel, and what does not. */
#include "kernel/inputs.h"

#include "base/embedded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define EDIT "file: a.c\nfunction: f\nfind:\n\tx();\nbefore:\n\t\ty();\n"
#define MUTANT "kernel/mutants/one.edit"

static const char point[] = "int point;\n";
static char name[64], text[512];

/* In place of those of the command; empty lines mean nothing. */
const struct embedded_file kernel_inputs[] = {
	{ "kernel/fslitmus/point.c", point, point + sizeof(point) - 1 },
	{ name, text, text + sizeof(text) },
	{ NULL, NULL, NULL },
};

static void set(const char *new_name, const char *new_text)
{
	memset(text, '\n', sizeof(text));
	memcpy(text, new_text, strlen(new_text));
	snprintf(name, sizeof(name), "%s", new_name);
}

/* The key of a kernel with that edit file. */
static const char *key(const char *called, const char *edits, bool with_mutants)
{
	static char hex[2][DIGEST_HEX];
	static int turn;
	struct kernel_options options = { .with_mutants = with_mutants };
	struct digest *digest = digest_new();

	turn = !turn;
	set(called, edits);
	inputs_digest(&options, digest);
	digest_finish(digest, hex[turn]);
	return hex[turn];
}

static void facts_make_no_other_kernel(void **state)
{
	(void)state;
	assert_string_equal(key(MUTANT, EDIT, true),
			    key(MUTANT, "# Why.\n\ntests: t\n" EDIT, true));
	assert_string_equal(key("kernel/edits/a.edit", EDIT, false),
			    key("kernel/edits/a.edit", "# Why.\n" EDIT, false));
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
	assert_string_not_equal(key("kernel/edits/a.edit", EDIT, false),
				key("kernel/edits/a.edit", EDIT EDIT, false));
}

static void mutants_count_where_they_are_compiled_in(void **state)
{
	(void)state;
	assert_string_equal(key(MUTANT, EDIT, false),
			    key(MUTANT, EDIT EDIT, false));
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
		cmocka_unit_test(mutants_count_where_they_are_compiled_in),
		cmocka_unit_test(a_mutant_says_what_tries_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
