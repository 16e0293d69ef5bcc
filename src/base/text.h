/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Adds lines to a text of fixed size, with newlines between them. */
#ifndef FSLITMUS_BASE_TEXT_H
#define FSLITMUS_BASE_TEXT_H

#include <stddef.h>

#define TEXT_MIN_SIZE 128
#define TEXT_MAX_SIZE (16 << 10)

/*
 * Appends a line, or several with newlines between them, to TEXT. Skips empty
 * lines and those that TEXT already has. SIZE is from TEXT_MIN_SIZE to
 * TEXT_MAX_SIZE. If not all lines fit, the last one says how many are missing
 * or cut. A text with such a line may itself be added to another.
 */
void text_add_line(char *text, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Removes the lines that begin with START. */
void text_drop_lines(char *text, const char *start);

#endif
