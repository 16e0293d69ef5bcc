// SPDX-License-Identifier: GPL-2.0-or-later
/* Adds lines to a text of fixed size, and counts those that do not fit. */
#include "base/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The last line if some did not fit, and more bytes than it takes. */
#define MARK "(%lu more without room here)"
#define MARK_SIZE 64

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

/* The number in such a last line, or 0 if LINE is not one. */
static unsigned long left_out_by(const char *line, size_t length)
{
	unsigned long count;
	int end = 0;

	if (sscanf(line, MARK "%n", &count, &end) != 1 || (size_t)end != length)
		return 0;
	return count;
}

/* Cuts such a last line off. */
static unsigned long take_mark(char *text)
{
	char *newline = strrchr(text, '\n');
	char *line = newline ? newline + 1 : text;
	unsigned long count = left_out_by(line, strlen(line));

	if (count)
		*line = '\0';
	return count;
}

/* False if not all of it fits. */
static bool text_append(char *text, size_t size, const char *line,
			size_t length)
{
	size_t used = strlen(text);
	bool fits = used + 1 + length < size;

	/* The start of a long line says more than nothing. */
	if (!fits && used)
		return false;
	if (!fits && length > size - MARK_SIZE)
		length = size - MARK_SIZE;
	snprintf(text + used, size - used, "%s%.*s", used ? "\n" : "",
		 (int)length, line);
	return fits;
}

/* Removes lines from the end until the mark fits. */
static void put_mark(char *text, size_t size, unsigned long count)
{
	char mark[MARK_SIZE];
	int length = snprintf(mark, sizeof(mark), MARK, count);

	while (!text_append(text, size, mark, length)) {
		char *newline = strrchr(text, '\n');

		*(newline ? newline : text + size - MARK_SIZE) = '\0';
		length = snprintf(mark, sizeof(mark), MARK, ++count);
	}
}

static void text_add(char *text, size_t size, const char *line, size_t length)
{
	unsigned long count = left_out_by(line, length);
	bool is_mark = count;

	if (!length || (!is_mark && has_line(text, line, length)))
		return;
	count += take_mark(text);
	/* Some texts end with a newline. */
	if (*text && text[strlen(text) - 1] == '\n')
		text[strlen(text) - 1] = '\0';
	if (!is_mark && !text_append(text, size, line, length))
		count++;
	if (count)
		put_mark(text, size, count);
}

void text_add_line(char *text, size_t size, const char *fmt, ...)
{
	char lines[TEXT_MAX_SIZE];
	va_list args;
	size_t length;
	int wanted;

	va_start(args, fmt);
	wanted = vsnprintf(lines, sizeof(lines), fmt, args);
	va_end(args);
	for (char *at = lines; *at; at += length + (at[length] == '\n')) {
		length = strcspn(at, "\n");
		text_add(text, size, at, length);
	}
	if (wanted >= (int)sizeof(lines))
		put_mark(text, size, take_mark(text) + 1);
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
