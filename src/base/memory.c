// SPDX-License-Identifier: GPL-2.0-or-later
/* Allocates memory, or ends the command. */
#include "base/memory.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void out_of_memory(void)
{
	die(EXIT_NOT_RUN, "out of memory");
}

static void *memory_checked(void *at)
{
	if (!at)
		out_of_memory();
	return at;
}

/* For 0 bytes calloc(3) and realloc(3) may return NULL, or free. */
void *xcalloc(size_t count, size_t size)
{
	return memory_checked(calloc(count ? count : 1, size ? size : 1));
}

void *xrealloc(void *at, size_t count, size_t size)
{
	return memory_checked(
		reallocarray(at, count ? count : 1, size ? size : 1));
}

void *xmemdup(const void *from, size_t count, size_t size)
{
	void *copy = xrealloc(NULL, count, size);

	if (count && size)
		memcpy(copy, from, count * size);
	return copy;
}

char *xstrdup(const char *text)
{
	return memory_checked(strdup(text));
}

char *xasprintf(const char *fmt, ...)
{
	va_list args;
	char *text;
	int length;

	va_start(args, fmt);
	length = vasprintf(&text, fmt, args);
	va_end(args);
	if (length < 0)
		out_of_memory();
	return text;
}

FILE *xopen_memstream(char **text, size_t *size)
{
	return memory_checked(open_memstream(text, size));
}

void xclose_memstream(FILE *stream)
{
	if (fclose(stream))
		out_of_memory();
}
