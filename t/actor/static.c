// SPDX-License-Identifier: GPL-2.0-or-later
/* Performs a test from the bare core, as the /init of a guest kernel does. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "actor/perform.h"
#include "litmus/parse.h"

int main(int argc, char **argv)
{
	static const char text[] = "test t\nfile f 4 pages\n"
				   "P0 {\n    map m f shared read\n"
				   "    load m[1]\n}\n"
				   "P1 {\n    punch f[0..4)\n}\n"
				   "P2 thread of P0 {\n    load m[3]\n}\n";
	static struct test test;
	struct diagnostic diagnostic;
	struct perform_options options = { .seed = 1, .rounds = 100 };
	struct result *result = mmap(NULL, sizeof(*result),
				     PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	options.directory = open(argc > 1 ? argv[1] : ".",
				 O_RDONLY | O_DIRECTORY);
	if (result == MAP_FAILED || options.directory < 0 ||
	    test_parse(text, strlen(text), "text", &test, &diagnostic))
		return 1;
	if (perform(&test, &options, result)) {
		fprintf(stderr, "%s\n", result->reason);
		return 1;
	}
	printf("%llu rounds, %llu forbidden\n",
	       (unsigned long long)result->rounds,
	       (unsigned long long)result->forbidden);
	return 0;
}
