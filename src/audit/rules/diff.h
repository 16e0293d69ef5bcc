/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What changed between two trees: cells whose function or locks differ, rows
 * and findings that came or went. Line numbers do not count as a change.
 */
#ifndef FSLITMUS_AUDIT_RULES_DIFF_H
#define FSLITMUS_AUDIT_RULES_DIFF_H

#include "audit/rules/audit.h"

struct difference {
	const char *filesystem;
	const char *what;   /* an operation, or "finding I3 punch" */
	const char *before; /* NULL: it came */
	const char *after;  /* NULL: it went */
};

struct audit_diff {
	VECTOR(struct difference) differences;
};

void audit_compare(struct audit_diff *diff, const struct audit *before,
		   const struct audit *after);
void audit_diff_free(struct audit_diff *diff);

#endif
