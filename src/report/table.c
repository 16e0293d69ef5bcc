// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of the formats in which "run" reports (report/format.h). */
#include <string.h>

#include "report/formats.h"

static const struct report_format *const formats[] = {
	&report_text,
	&report_ktap,
	&report_json,
	&report_junit,
};

const struct report_format *report_format_find(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (!strcmp(formats[i]->name, name))
			return formats[i];
	return NULL;
}
