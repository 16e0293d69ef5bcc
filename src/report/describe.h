/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Describes a result to a person, in the manner of litmus7. The text format
 * prints this; other formats quote it where they have room for prose.
 */
#ifndef FSLITMUS_REPORT_DESCRIBE_H
#define FSLITMUS_REPORT_DESCRIBE_H

#include <stdbool.h>
#include <stdio.h>

#include "report/report.h"

/* Escape sequences; all empty without colour. */
struct paint {
	const char *bad, *doubtful, *good, *faint, *off;
};

const struct paint *paint_for(bool colour);

struct described {
	const struct test *test;
	const char *target;
	const struct rerun *rerun; /* NULL: not said */
	const struct result *result;
	/* If not NULL, this file has the whole schedule, and a long one is
	   shortened. */
	const char *schedule_file;
};

/* All of it: title, histogram, observation, verdict, explanation. */
void describe_result(FILE *out, const struct paint *paint, bool all_outcomes,
		     const struct described *what);

/* The verdict in one line without its newline, no colour. */
void describe_verdict(FILE *out, const struct result *result);

/* What was broken, and the evidence; nothing if nothing was. */
void describe_failure(FILE *out, const struct described *what);

/* Of the verdict: the two operations, what was seen, why it is wrong. */
void describe_conflict(FILE *out, const struct described *what);

/* Prints a schedule, or the beginning of a long one. True: that was all. */
bool describe_schedule(FILE *out, const char *schedule);

/* The promise and where Linux makes it. */
void describe_promise(FILE *out, enum promise promise);

/* A field for each line of COMPLAINT. */
void describe_complaint(FILE *out, const char *complaint);

/* "  LABEL    TEXT", wrapped, each further line under the text. */
void describe_field(FILE *out, const char *label, const char *text);

#endif
