/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run: worker processes run tests on places, and results are reported as they
 * come. A worker that dies loses one test and nothing else.
 */
#ifndef FSLITMUS_RUN_RUN_H
#define FSLITMUS_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "backend/backend.h"
#include "fs/fs.h"
#include "litmus/test.h"
#include "report/report.h"

#define RUN_MAX_JOBS 64

/* Where tests run, before it is opened. */
struct place {
	const struct backend *backend;
	const struct fs_config *config; /* loop, uml: of what; dir: NULL */
	const char *path;		/* dir: which */
	char name[64];			/* target.name once it was opened */
	struct environment environment; /* the target's, likewise */
	/* Why it is not used any more, since it hung; or empty. */
	char lost[RESULT_TEXT_SIZE];
};

struct run_plan {
	const struct test *tests;
	/* How the user names each of them again, on the command line. */
	const char *const *arguments;
	size_t test_count;
	struct place *places;
	size_t place_count;
	struct run_options options; /* stop and tick are set by run() */
	/* The options that a repetition needs, in shell syntax. */
	const char *repeat_options;
	unsigned int jobs; /* at most RUN_MAX_JOBS */
	bool strict;	   /* unpromised counts as broken */
	bool progress;	   /* a line on standard error */
	const struct report_format *format;
	struct reporter *reporter; /* planned, targets are set by run() */
};

/*
 * Runs all tests and reports them. SIGINT, SIGTERM and SIGHUP end the run early
 * and cleanly. SIGPIPE is ignored from then on. Returns the exit status, which
 * the report states too.
 */
enum exit_status run(struct run_plan *plan);

#endif
