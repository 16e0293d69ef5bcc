// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of report formats; the first is the default. */
#include <string.h>

#include "report/formats.h"

static const struct report_format *const formats[] = {
	&report_text,
	&report_ktap,
	&report_json,
	&report_junit,
};

#define FORMATS (sizeof(formats) / sizeof(formats[0]))

const struct report_format *report_format_at(size_t index)
{
	return index < FORMATS ? formats[index] : NULL;
}

const struct report_format *report_format_find(const char *name)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (!strcmp(formats[i]->name, name))
			return formats[i];
	return NULL;
}
