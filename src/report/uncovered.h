/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a run did not cover, gathered over all its tests: those skipped,
 * those that could not run or never entered their window, and what each
 * backend says it could not look at. Equal remarks are told once, with the
 * tests they concern.
 */
#ifndef FSLITMUS_REPORT_UNCOVERED_H
#define FSLITMUS_REPORT_UNCOVERED_H

#include <stdio.h>

#include "actor/result.h"

struct uncovered;

/* NULL when memory is short. */
struct uncovered *uncovered_new(void);
void uncovered_free(struct uncovered *uncovered);

void uncovered_add(struct uncovered *uncovered, const struct test *test,
		   const char *target, const struct result *result);

/*
 * Print one line for each remark, PREFIX before it; with ALL every test's
 * name, else at most three of them. Returns how many lines.
 */
int uncovered_print(const struct uncovered *uncovered, FILE *out,
		    const char *prefix, bool all);

#endif
