/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How an audit is written down. Each format is one struct of functions in a
 * file of its own; report_find() gives it by name. A function the format
 * lacks is NULL: SARIF has no matrix, CSV has no findings.
 */
#ifndef FSLITMUS_AUDIT_RULES_REPORT_H
#define FSLITMUS_AUDIT_RULES_REPORT_H

#include "audit/rules/audit.h"

#include <stdio.h>

struct report_options {
	bool all_rows; /* also filesystems without a page cache */
	bool show_suppressed;
	bool show_paths; /* how each finding is reached */
	enum confidence at_least;
	double seconds; /* what the audit took, for the last line */
	long kilobytes;
};

struct audit_report {
	const char *name;
	void (*matrix)(FILE *out, const struct audit *audit,
		       const struct report_options *options);
	void (*findings)(FILE *out, const struct audit *audit,
			 const struct report_options *options);
	/* What was not covered, and the cost. */
	void (*summary)(FILE *out, const struct audit *audit,
			const struct report_options *options);
};

/* NULL when no format has this name. */
const struct audit_report *audit_report_find(const char *name);

extern const struct audit_report audit_report_text;
extern const struct audit_report audit_report_csv;
extern const struct audit_report audit_report_json;
extern const struct audit_report audit_report_html;
extern const struct audit_report audit_report_sarif;

/* Whether a finding is to be shown. */
bool report_shows(const struct finding *finding,
		  const struct report_options *options);

#endif
