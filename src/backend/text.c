// SPDX-License-Identifier: GPL-2.0-or-later
#include "backend/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool has_line(const char *text, const char *line)
{
	size_t length = strlen(line);
	const char *end;

	for (; *text; text = *end ? end + 1 : end) {
		end = strchrnul(text, '\n');
		if ((size_t)(end - text) == length &&
		    !memcmp(text, line, length))
			return true;
	}
	return false;
}

void text_add_line(char *text, size_t size, const char *fmt, ...)
{
	size_t used = strlen(text);
	char line[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	if (used + 1 < size && !has_line(text, line))
		snprintf(text + used, size - used, "%s%s", used ? "\n" : "",
			 line);
}

void text_drop_lines(char *text, const char *start)
{
	char *line = text;

	while (*line) {
		char *end = strchrnul(line, '\n');
		char *next = *end ? end + 1 : end;

		if (!strncmp(line, start, strlen(start)))
			memmove(line, next, strlen(next) + 1);
		else
			line = next;
	}
	if (line > text && line[-1] == '\n')
		line[-1] = '\0';
}
