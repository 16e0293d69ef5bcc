// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define LINES_SIZE 4096		/* as many as a result has room for */

static bool has_line(const char *text, const char *line, size_t length)
{
	const char *end;

	for (; *text; text = *end ? end + 1 : end) {
		end = strchrnul(text, '\n');
		if ((size_t)(end - text) == length &&
		    !memcmp(text, line, length))
			return true;
	}
	return false;
}

static void add(char *text, size_t size, const char *line, size_t length)
{
	size_t used = strlen(text);
	/* Some texts end with a newline. */
	bool apart = used && text[used - 1] != '\n';

	if (length && used + 1 < size && !has_line(text, line, length))
		snprintf(text + used, size - used, "%s%.*s", apart ? "\n" : "",
			 (int)length, line);
}

void text_add_line(char *text, size_t size, const char *fmt, ...)
{
	char lines[LINES_SIZE];
	va_list args;
	size_t length;

	va_start(args, fmt);
	vsnprintf(lines, sizeof(lines), fmt, args);
	va_end(args);
	for (char *at = lines; *at; at += length + (at[length] == '\n')) {
		length = strcspn(at, "\n");
		add(text, size, at, length);
	}
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
