/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a run is told: one struct of functions for each format that "run" writes
 * (format.h), registered in src/report/table.c. Everything goes to a stream
 * given; formats know results and nothing of backends or actors at work.
 */
#ifndef FSLITMUS_REPORT_REPORT_H
#define FSLITMUS_REPORT_REPORT_H

#include <stdio.h>

#include "actor/result.h"
#include "base/exit.h"
#include "litmus/test.h"
#include "report/environment.h"

struct run_summary {
	uint64_t tests;		/* (test, target) pairs finished */
	uint64_t kept, broken, unentered, skipped, not_run;
	uint64_t few_rounds;	/* of those kept or unentered */
	uint64_t cut_short;	/* of all, told after the run was to stop */
	uint64_t complaints;	/* findings that belong to no one test */
	uint64_t rounds;
	uint64_t elapsed_ns;
	uint64_t seed;
	bool interrupted;	/* by a signal: not all that was planned */
	enum exit_status status; /* what the command will exit with */
};

struct reporter {
	FILE *out;
	bool colour;
	int verbosity;		/* 0: trouble and summary, 1: normal, 2: all */
	uint64_t planned;	/* (test, target) pairs to come */
	uint64_t targets;	/* each of them runs planned / targets */
	char date[REPORT_DATE_SIZE]; /* of the run */
	void *private;		/* the format's own */
};

/* How one test is run once more: commands for the user's shell. */
struct rerun {
	const char *command;	/* with the same seed */
	bool live;		/* chance decides besides the seed: the command
				   tries again, and need not repeat */
	/* If live: tries the same test under schedules, where what is found
	   repeats; NULL: no guest has such a filesystem. */
	const char *scheduled;
};

struct report_format {
	const char *name;	/* as report/format.h has it */
	/* 0, or -1 with errno set. */
	int (*begin)(struct reporter *reporter);
	/* TARGET was opened, as far as that went; before its results. */
	void (*place)(struct reporter *reporter, const char *target,
		      const struct environment *environment);
	/* TARGET is the place's name. */
	void (*result)(struct reporter *reporter, const struct test *test,
		       const char *target, const struct rerun *rerun,
		       const struct result *result);
	/* A finding that belongs to no one test, one a line: fsck's. */
	void (*complaint)(struct reporter *reporter, const char *target,
			  enum promise promise, const char *complaint);
	/* TARGET is closed: nothing more of it follows. NULL: no matter. */
	void (*target_done)(struct reporter *reporter, const char *target);
	void (*end)(struct reporter *reporter,
		    const struct run_summary *summary);
};

/* By the name of a format that "run" writes, or NULL. */
const struct report_format *report_format_find(const char *name);

#endif
