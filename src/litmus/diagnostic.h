/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is wrong with a test, and where: filled by the parser, printed by
 * its caller. A plain value, owning nothing.
 */
#ifndef FSLITMUS_LITMUS_DIAGNOSTIC_H
#define FSLITMUS_LITMUS_DIAGNOSTIC_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

#define DIAGNOSTIC_SOURCE_SIZE 128

struct diagnostic {
	char file[256];
	int line;	   /* from 1; 0: the file as a whole is meant */
	int column;	   /* in bytes, from 1 */
	char message[320]; /* what is wrong, and what was expected */
	char source[DIAGNOSTIC_SOURCE_SIZE]; /* the line, or the part of it
						around the column */
	int caret;			     /* index in source of the column */
};

/*
 * Fill DIAGNOSTIC for byte AT of the line LINE of FILE; the line ends at a
 * newline or at LIMIT.
 */
void diagnostic_set(struct diagnostic *diagnostic, const char *file, int number,
		    const char *line, const char *limit, const char *at,
		    const char *fmt, va_list args);

/* The same about FILE as a whole. Always returns -1. */
int diagnostic_file(struct diagnostic *diagnostic, const char *file,
		    const char *fmt, ...) PRINTF_LIKE(3, 4);

/* FILE:LINE:COLUMN: message, the source line and a caret below it. */
void diagnostic_print(FILE *out, const struct diagnostic *diagnostic);

#endif
