// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of report formats. */
#include "audit/rules/report.h"

#include <string.h>

static const struct audit_report *const reports[] = {
	&audit_report_text, &audit_report_csv,	 &audit_report_json,
	&audit_report_html, &audit_report_sarif,
};

const struct audit_report *audit_report_find(const char *name)
{
	for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]); i++)
		if (!strcmp(reports[i]->name, name))
			return reports[i];
	return NULL;
}

bool report_shows(const struct finding *finding,
		  const struct report_options *options)
{
	return finding->confidence >= options->at_least &&
	       (!finding->suppressed || options->show_suppressed);
}
