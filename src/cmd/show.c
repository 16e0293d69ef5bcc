// SPDX-License-Identifier: GPL-2.0-or-later
/* fslitmus show: tests in their canonical form. */
#include <argp.h>

#include "cmd/cmd.h"
#include "cmd/corpus.h"
#include "litmus/parse.h"
#include "litmus/print.h"

static const struct argp argp = {
	.args_doc = "TEST...",
	.doc = "Print tests in their canonical form.\v"
	       "TEST is a file, a directory, - for standard input, or the name "
	       "or a shell pattern of tests of the corpus.",
};

static int show(const char *path)
{
	struct diagnostic diagnostic;
	struct test test;

	if (test_load(path, &test, &diagnostic) < 0) {
		fflush(stdout);
		diagnostic_print(stderr, &diagnostic);
		return EXIT_USAGE;
	}
	test_print(stdout, &test);
	return 0;
}

int cmd_show(int argc, char **argv)
{
	struct corpus tests;
	int first, status = 0;

	argp_parse(&argp, argc, argv, 0, &first, NULL);
	if (first == argc)
		die(EXIT_USAGE, "expected the name or the file of a test; "
				"\"fslitmus show --help\" explains");
	if (corpus_find(argc - first, argv + first, &tests) < 0)
		status = EXIT_USAGE;
	for (size_t i = 0; i < tests.count && !status; i++) {
		if (i)
			putchar('\n');
		status = show(tests.path[i]);
	}
	corpus_free(&tests);
	return status;
}
