// SPDX-License-Identifier: GPL-2.0-or-later
/* Stores and prints what is wrong with a test, and where. */
#include "litmus/diagnostic.h"

#include <string.h>

/* A terminal gets neither control characters nor half a UTF-8 sequence. */
static char printable(char c)
{
	if (c == '\t')
		return c;
	return c < ' ' || c > '~' ? '?' : c;
}

static void copy_source(struct diagnostic *diagnostic, const char *line,
			const char *limit, const char *at)
{
	const char *end = memchr(line, '\n', limit - line);
	const char *from = line;
	size_t length;

	if (!end)
		end = limit;
	/* Of a long line, show the part before and after the caret. */
	if (at - line > DIAGNOSTIC_SOURCE_SIZE - 32)
		from = at - DIAGNOSTIC_SOURCE_SIZE / 2;
	length = end - from;
	if (length > DIAGNOSTIC_SOURCE_SIZE - 1)
		length = DIAGNOSTIC_SOURCE_SIZE - 1;
	for (size_t i = 0; i < length; i++)
		diagnostic->source[i] = printable(from[i]);
	if (length && from[length - 1] == '\r')
		length--;
	diagnostic->source[length] = '\0';
	diagnostic->caret = at - from;
}

static void set_message(struct diagnostic *diagnostic, const char *file,
			const char *fmt, va_list args)
{
	snprintf(diagnostic->file, sizeof(diagnostic->file), "%s", file);
	vsnprintf(diagnostic->message, sizeof(diagnostic->message), fmt, args);
}

void diagnostic_set(struct diagnostic *diagnostic, const char *file, int number,
		    const char *line, const char *limit, const char *at,
		    const char *fmt, va_list args)
{
	set_message(diagnostic, file, fmt, args);
	diagnostic->line = number;
	diagnostic->column = at - line + 1;
	copy_source(diagnostic, line, limit, at);
}

int diagnostic_file(struct diagnostic *diagnostic, const char *file,
		    const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	set_message(diagnostic, file, fmt, args);
	va_end(args);
	diagnostic->line = diagnostic->column = diagnostic->caret = 0;
	diagnostic->source[0] = '\0';
	return -1;
}

void diagnostic_print(FILE *out, const struct diagnostic *diagnostic)
{
	const char *source = diagnostic->source;
	int length = strlen(source);

	if (!diagnostic->line) {
		fprintf(out, "%s: %s\n", diagnostic->file, diagnostic->message);
		return;
	}
	fprintf(out, "%s:%d:%d: %s\n    %s\n    ", diagnostic->file,
		diagnostic->line, diagnostic->column, diagnostic->message,
		source);
	/* A tab above is a tab below, so that the caret is in its place. */
	for (int i = 0; i < diagnostic->caret && i < length; i++)
		fputc(source[i] == '\t' ? '\t' : ' ', out);
	fputs("^\n", out);
}
