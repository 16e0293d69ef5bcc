/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines added to a text of fixed size; a newline stands between two. */
#ifndef FSLITMUS_BASE_TEXT_H
#define FSLITMUS_BASE_TEXT_H

#include <stddef.h>

#define TEXT_MIN_SIZE 128
#define TEXT_MAX_SIZE (16 << 10)

/*
 * Append a line, or several with newlines between them, to TEXT: each unless
 * it is empty or the very same line is there already. SIZE is from
 * TEXT_MIN_SIZE to TEXT_MAX_SIZE. Where not all lines fit, the last one says
 * how many are not there, or not to their end: such a text may be added to
 * another.
 */
void text_add_line(char *text, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Take the lines out that begin with START. */
void text_drop_lines(char *text, const char *start);

#endif
