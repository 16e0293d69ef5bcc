/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first of the two rewriting passes: comments, strings and directives.
 * After clean_source() no byte of the text is inside a comment or a directive,
 * a string holds only blanks, and parentheses and braces can be counted.
 */
#ifndef FSLITMUS_AUDIT_FRONT_CLEAN_H
#define FSLITMUS_AUDIT_FRONT_CLEAN_H

#include "audit/front/source.h"

void clean_source(struct source *source);

/* What a byte can be part of; both passes look at every one. */
enum { BYTE_LETTER = 1, BYTE_DIGIT = 2, BYTE_BLANK = 4 };
extern const unsigned char byte_kinds[256];

static inline bool is_word_start(char c)
{
	return byte_kinds[(unsigned char)c] & BYTE_LETTER;
}

static inline bool is_word(char c)
{
	return byte_kinds[(unsigned char)c] & (BYTE_LETTER | BYTE_DIGIT);
}

static inline bool is_blank(char c)
{
	return byte_kinds[(unsigned char)c] & BYTE_BLANK;
}

/* Blanks text[from..to), keeping newlines so that lines stay countable. */
static inline void blank_out(char *text, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (text[i] != '\n')
			text[i] = ' ';
}

#endif
