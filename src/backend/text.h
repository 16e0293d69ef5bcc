/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines added to a text of fixed size. */
#ifndef FSLITMUS_BACKEND_TEXT_H
#define FSLITMUS_BACKEND_TEXT_H

#include <stddef.h>

/*
 * Append a line (without its newline) to TEXT, unless the same line is
 * there already. What does not fit is cut off.
 */
void text_add_line(char *text, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Take the lines out that begin with START. */
void text_drop_lines(char *text, const char *start);

#endif
