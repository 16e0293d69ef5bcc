/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Measures what the tests are worth. Each seeded fault (kernel/mutants/) is
 * looked for with the tests that its file names, several times with different
 * seeds. Controls, which look like faults but are none, must not be found.
 */
#ifndef FSLITMUS_MUTANTS_MUTANTS_H
#define FSLITMUS_MUTANTS_MUTANTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/exit.h"
#include "litmus/test.h"

struct mutants_options {
	char *const *patterns; /* of names; none: all there are */
	size_t pattern_count;
	const struct test *tests; /* among which those of a mutant are found */
	size_t test_count;
	bool all_tests;		 /* instead of those the mutant's file names */
	const char *filesystems; /* configurations instead of those it names,
				    commas between them; NULL: none */
	unsigned int seeds;	 /* trials of each */
	uint64_t seed;		 /* of the first; the others count on */
	uint64_t budget_ns;	 /* CPU time of one trial of a mutant */
	uint64_t control_ns;	 /* of all trials of a control together */
	unsigned int jobs;	 /* at most RUN_MAX_JOBS */
	const char *kernel;	 /* as run_options has them */
	const char *strategy;
	bool chance; /* no schedule control: real time, without
				   preemptions */
	uint64_t timeout_ns;
	const char *format; /* its name; "mutants" writes it */
	bool progress;	    /* a line on standard error */
	FILE *out;
};

/*
 * Runs all trials and prints the score. Signals end it early and cleanly.
 * Returns what the score says (enum exit_status): EXIT_KEPT if every mutant
 * that can be found was found and no control was, EXIT_BROKEN otherwise,
 * EXIT_NOT_RUN if a trial could not be run. Or an enum failure after saying why
 * nothing was run.
 */
int mutants_run(struct mutants_options *options);

#endif
