/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first of the two rewriting passes: comments, strings and directives.
 * After clean_source() no byte of the text is inside a comment or a directive,
 * a string holds only blanks, and parentheses and braces can be counted.
 */
#ifndef FSLITMUS_AUDIT_CLEAN_H
#define FSLITMUS_AUDIT_CLEAN_H

#include "audit/source.h"

void clean_source(struct source *source);

/* Both passes need these. */
static inline bool is_word_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static inline bool is_word(char c)
{
	return is_word_start(c) || (c >= '0' && c <= '9');
}

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' ||
	       c == '\\';
}

/* Blanks text[from..to), keeping newlines so that lines stay countable. */
static inline void blank_out(char *text, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (text[i] != '\n')
			text[i] = ' ';
}

#endif
