/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading a test line by line and, in a line, piece by piece. Used by the
 * parser only. Blanks between pieces mean nothing; a comment ends a line.
 *
 * Functions that return int return 0, or -1 with the diagnostic filled.
 */
#ifndef FSLITMUS_LITMUS_SCAN_H
#define FSLITMUS_LITMUS_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "litmus/diagnostic.h"
#include "litmus/test.h"

struct scan {
	const char *file_name; /* for diagnostics */
	const char *line;      /* where the current line begins */
	const char *at;	       /* the next character to read */
	const char *end;       /* where the line's pieces end */
	const char *next;      /* where the next line begins */
	const char *limit;     /* where the text ends */
	int number;	       /* of the current line, from 1 */
	struct diagnostic *diagnostic;
};

/* A piece of the text; empty when there was none. */
struct word {
	const char *start;
	int length;
};

void scan_begin(struct scan *scan, const char *text, size_t length,
		const char *file_name, struct diagnostic *diagnostic);

/* Go to the next line; false at the end of the text. */
bool scan_line(struct scan *scan);

/* Nothing is left on the line (but blanks and a comment). */
bool scan_at_end(struct scan *scan);

/* The comment that ends the line, with its '#'; empty if there is none. */
struct word scan_comment(const struct scan *scan);

/* Letters, digits, '-' and '_'. */
struct word scan_word(struct scan *scan);

/* The next word, which stays the next. */
struct word scan_peek(const struct scan *scan);

/* Step over C if it is next. */
bool scan_accept(struct scan *scan, char c);
/* Step over C, or complain; WHAT names it in words. */
int scan_expect(struct scan *scan, char c, const char *what);
/* Step over the word TEXT, or complain. */
int scan_keyword(struct scan *scan, const char *text);
/* Complain if anything is left on the line. */
int scan_end(struct scan *scan);

/* A decimal number, no larger than a file may have bytes. */
int scan_number(struct scan *scan, const char *what, int *value);
/* PAGE, PAGE+BYTE or PAGE-BYTE. */
int scan_place(struct scan *scan, struct position *place);
/* [PLACE..PLACE), or [PLACE]: then *ONE is true and the end is not set. */
int scan_range(struct scan *scan, struct range *range, bool *one);
/* N pages, N pages + M bytes, N pages - M bytes or N bytes. */
int scan_size(struct scan *scan, struct position *size);

bool word_is(struct word word, const char *text);

/* Complain about the place AT of the current line. Always returns -1. */
int scan_error(struct scan *scan, const char *at, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/* "expected WHAT, found ..." about what is next. Always returns -1. */
int scan_expected(struct scan *scan, const char *what);

#endif
