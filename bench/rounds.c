// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Perform a test for some seconds in a directory, and print rounds a second
 * and which percentage of their time was spent outside of the test's own
 * calls and faults.
 *
 *	rounds TEST DIR SECONDS
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "actor/perform.h"
#include "litmus/parse.h"

int main(int argc, char **argv)
{
	static struct test test;
	struct diagnostic diagnostic;
	struct perform_options options = { .seed = 1, .final_every = 64 };
	struct result *result = mmap(NULL, sizeof(*result),
				     PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (argc != 4)
		errx(2, "usage: rounds TEST DIR SECONDS");
	if (test_load(argv[1], &test, &diagnostic)) {
		diagnostic_print(stderr, &diagnostic);
		return 2;
	}
	options.directory = open(argv[2], O_RDONLY | O_DIRECTORY);
	if (result == MAP_FAILED || options.directory < 0)
		err(2, "%s", argv[2]);
	options.time_ns = strtod(argv[3], NULL) * 1e9;
	if (perform(&test, &options, result))
		errx(1, "%s", result->reason);
	printf("%.0f %.0f\n", result->rounds * 1e9 / result->elapsed_ns,
	       100 - 100.0 * result->inside_ns / result->elapsed_ns);
	return 0;
}
