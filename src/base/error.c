// SPDX-License-Identifier: GPL-2.0-or-later
/* Prints messages for people to standard error. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void say(const char *kind, const char *fmt, va_list args)
{
	/* Keep the order of both streams if they go to the same pipe. */
	fflush(stdout);
	fprintf(stderr, "fslitmus: %s", kind);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
}

void die(enum exit_status status, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say("", fmt, args);
	va_end(args);
	exit(status);
}

int error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say("", fmt, args);
	va_end(args);
	return FAILURE_NOT_RUN;
}

void warning(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say("warning: ", fmt, args);
	va_end(args);
}

void bug_at(const char *file, int line, const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "fslitmus: BUG at %s:%d: ", file, line);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	abort();
}
