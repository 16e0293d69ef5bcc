// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Perform a test for some seconds in a directory, and print rounds a second of
 * processor time, and which percentage of their time was spent outside of the
 * test's own calls and faults.
 *
 *	rounds TEST DIR SECONDS
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>

#include "actor/perform.h"
#include "litmus/parse.h"

static volatile int stop;

static void time_is_up(int signal)
{
	(void)signal;
	stop = 1;
}

static void start_clock(double seconds)
{
	struct itimerval timer = {
		.it_value.tv_sec = seconds,
		.it_value.tv_usec = (seconds - (time_t)seconds) * 1e6,
	};

	signal(SIGALRM, time_is_up);
	setitimer(ITIMER_REAL, &timer, NULL);
}

static double cpu_seconds(int who)
{
	struct rusage usage;

	getrusage(who, &usage);
	return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv)
{
	static struct test test;
	struct diagnostic diagnostic;
	struct perform_options options = { .seed = 1,
					   .final_every = 64,
					   .stop = &stop };
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
	start_clock(strtod(argv[3], NULL));
	if (perform(&test, &options, result))
		errx(1, "%s", result->reason);
	printf("%.0f %.0f\n",
	       result->rounds / (cpu_seconds(RUSAGE_SELF) +
				 cpu_seconds(RUSAGE_CHILDREN)),
	       100 - 100.0 * result->inside_ns / result->elapsed_ns);
	return 0;
}
