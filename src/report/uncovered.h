/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a run did not cover, gathered over all its tests: tests that were
 * skipped, could not run or never entered their window, and what backends could
 * not look at. Equal remarks become one, with the tests they concern.
 */
#ifndef FSLITMUS_REPORT_UNCOVERED_H
#define FSLITMUS_REPORT_UNCOVERED_H

#include <stdio.h>

#include "actor/result.h"

struct uncovered;

struct uncovered *uncovered_new(void);
void uncovered_free(struct uncovered *uncovered);

void uncovered_add(struct uncovered *uncovered, const struct test *test,
		   const char *target, const struct result *result);

/*
 * Prints a line for each remark, beginning with PREFIX, and names every test
 * (ALL) or at most three. Returns the number of lines.
 */
int uncovered_print(const struct uncovered *uncovered, FILE *out,
		    const char *prefix, bool all);

#endif
