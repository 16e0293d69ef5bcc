/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Findings that somebody looked at and judged harmless. A file of lines
 *
 *	RULE FILESYSTEM OPERATION FUNCTION reason in words
 *
 * where each of the first four may be "*". Lines that are empty or begin
 * with '#' are skipped. A reason is required.
 */
#ifndef FSLITMUS_AUDIT_RULES_SUPPRESS_H
#define FSLITMUS_AUDIT_RULES_SUPPRESS_H

#include "audit/rules/audit.h"

/*
 * Returns 0, or FAILURE_USAGE after saying that the file cannot be read or has a
 * bad line.
 */
int suppress(struct audit *audit, const char *path);

#endif
