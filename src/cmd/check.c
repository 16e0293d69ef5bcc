// SPDX-License-Identifier: GPL-2.0-or-later
/* fslitmus check: parses tests and reports what is wrong with them. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cmd/cmd.h"
#include "cmd/corpus.h"
#include "contract/oracle.h"

static const struct argp argp = {
	.args_doc = "TEST...",
	.doc = "Check tests without running them.\v"
	       "TEST is a file, a directory, - for standard input, or the name "
	       "or a shell pattern of tests of the corpus.",
};

/* Tests are found by the name of their file, and reported by their own. */
static void check_name(const char *path, const struct test *test)
{
	char *name = corpus_test_name(path);

	if (strcmp(path, "-") && strcmp(name, test->name))
		warning("%s: the test is named '%s', expected '%s' as its file",
			path, test->name, name);
	free(name);
}

static bool can_be_judged(const char *path, const struct test *test)
{
	const struct layout layout = { .test = test,
				       .page_size = sysconf(_SC_PAGESIZE) };
	char why[PLAN_REFUSAL_SIZE];

	if (!plan_refused(&layout, why))
		return true;
	warning("%s: test %s cannot be judged: %s", path, test->name, why);
	return false;
}

static bool is_right(const char *path)
{
	struct test test;

	if (corpus_load(path, &test))
		return false;
	check_name(path, &test);
	return can_be_judged(path, &test);
}

int cmd_check(int argc, char **argv)
{
	struct corpus tests;
	size_t wrong = 0;
	int first;

	argp_parse(&argp, argc, argv, 0, &first, NULL);
	if (first == argc)
		die(EXIT_USAGE, "expected the name or the file of a test; "
				"\"fslitmus check --help\" explains");
	if (corpus_find(argc - first, argv + first, &tests) < 0) {
		corpus_free(&tests);
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < tests.count; i++)
		wrong += !is_right(tests.path[i]);
	printf("%zu test%s checked, %zu wrong\n", tests.count,
	       tests.count == 1 ? "" : "s", wrong);
	corpus_free(&tests);
	return wrong ? EXIT_USAGE : 0;
}
