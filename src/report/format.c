// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of formats. */
#include "report/format.h"

#include <string.h>

static const struct format formats[] = {
	{ "text", "for people, in the manner of litmus7",
	  FORMAT_RUN | FORMAT_MUTANTS | FORMAT_AUDIT },
	{ "ktap", "the kernel's Test Anything Protocol, KTAP version 1",
	  FORMAT_RUN },
	{ "json", "JSON, for programs",
	  FORMAT_RUN | FORMAT_MUTANTS | FORMAT_AUDIT },
	{ "junit", "JUnit's XML, for continuous integration servers",
	  FORMAT_RUN },
	{ "csv", "comma-separated values", FORMAT_AUDIT },
	{ "html", "a page, matrix and findings", FORMAT_AUDIT },
	{ "sarif", "findings as SARIF 2.1.0", FORMAT_AUDIT },
};

const struct format *format_at(size_t index)
{
	return index < sizeof(formats) / sizeof(formats[0]) ? &formats[index] :
							      NULL;
}

const struct format *format_find(const char *name)
{
	const struct format *format;

	for (size_t i = 0; (format = format_at(i)); i++)
		if (!strcmp(format->name, name))
			return format;
	return NULL;
}
