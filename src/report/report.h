/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a run is reported: a struct of functions for each format that "run" can
 * write (format.h), registered in src/report/table.c. A format writes results to
 * a stream. It knows nothing of backends and actors.
 */
#ifndef FSLITMUS_REPORT_REPORT_H
#define FSLITMUS_REPORT_REPORT_H

#include <stdio.h>

#include "actor/result.h"
#include "base/exit.h"
#include "litmus/test.h"
#include "report/environment.h"

struct run_summary {
	uint64_t tests; /* (test, target) pairs finished */
	uint64_t kept, broken, unentered, skipped, not_run;
	uint64_t few_rounds; /* of those kept or unentered */
	uint64_t cut_short;  /* of all, reported after the run was to stop */
	uint64_t complaints; /* findings that belong to no single test */
	uint64_t rounds;
	uint64_t elapsed_ns;
	uint64_t seed;
	bool interrupted;	 /* it ended early, mostly by a signal */
	enum exit_status status; /* of the command */
};

struct reporter {
	FILE *out;
	bool colour;
	int verbosity;	  /* 0: trouble and summary, 1: normal, 2: all */
	uint64_t planned; /* (test, target) pairs to come */
	uint64_t targets; /* each of them runs planned / targets */
	char date[REPORT_DATE_SIZE]; /* of the run */
	void *private;		     /* for the format's own use */
};

/* Commands, for the user's shell, that run a test again. */
struct rerun {
	const char *command; /* with the same seed */
	bool live;	     /* chance decides besides the seed, so the
				   command need not repeat the result */
	/* If live: tries the same test under schedules, where a finding can
	   be repeated; NULL: no guest has such a filesystem. */
	const char *scheduled;
};

struct report_format {
	const char *name; /* as report/format.h has it */
	void (*begin)(struct reporter *reporter);
	/* Before the results of TARGET, whether or not it could be opened. */
	void (*place)(struct reporter *reporter, const char *target,
		      const struct environment *environment);
	/* TARGET is the place's name. */
	void (*result)(struct reporter *reporter, const struct test *test,
		       const char *target, const struct rerun *rerun,
		       const struct result *result);
	/* Findings that belong to no single test, such as fsck's; one a line. */
	void (*complaint)(struct reporter *reporter, const char *target,
			  enum promise promise, const char *complaint);
	/* TARGET is closed: nothing more of it follows. NULL: not needed. */
	void (*target_done)(struct reporter *reporter, const char *target);
	void (*end)(struct reporter *reporter,
		    const struct run_summary *summary);
};

/* By the name of a format that "run" writes, or NULL. */
const struct report_format *report_format_find(const char *name);

#endif
