/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads a test line by line, and a line token by token. For the parser only.
 * Blanks between tokens mean nothing. A comment ends a line.
 *
 * Functions that return int return 0, or -1 with the diagnostic filled in.
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
	const char *at;	       /* the next character */
	const char *end;       /* where the line's tokens end */
	const char *next;      /* where the next line begins */
	const char *limit;     /* where the text ends */
	int number;	       /* of the current line, from 1 */
	struct diagnostic *diagnostic;
};

/* A part of the text; empty if there was none. */
struct word {
	const char *start;
	int length;
};

void scan_begin(struct scan *scan, const char *text, size_t length,
		const char *file_name, struct diagnostic *diagnostic);

/* Goes to the next line. False: there is none. */
bool scan_line(struct scan *scan);

/* Is nothing left on the line, apart from blanks and a comment? */
bool scan_at_end(struct scan *scan);

/* The comment at the end of the line, with its '#'. Empty: there is none. */
struct word scan_comment(const struct scan *scan);

/* Takes a word of letters, digits, '-' and '_'. */
struct word scan_word(struct scan *scan);

/* Takes all up to a blank or the end of the line. */
struct word scan_text(struct scan *scan);

/* The next word, without taking it. */
struct word scan_peek(const struct scan *scan);

/* Takes C if it is next. */
bool scan_accept(struct scan *scan, char c);
/* Takes C, or complains that WHAT, which describes C, is missing. */
int scan_expect(struct scan *scan, char c, const char *what);
/* Takes the word TEXT, or complains. */
int scan_keyword(struct scan *scan, const char *text);
/* Complains if anything is left on the line. */
int scan_end(struct scan *scan);

/*
 * Takes a decimal number, which must not exceed the size of the largest file.
 */
int scan_number(struct scan *scan, const char *what, int *value);
/* Takes PAGE, PAGE+BYTE or PAGE-BYTE. */
int scan_place(struct scan *scan, struct position *place);
/*
 * Takes [PLACE..PLACE) or [PLACE]. For the latter *ONE is true and the end is
 * not set.
 */
int scan_range(struct scan *scan, struct range *range, bool *one);
/* Takes N pages, N pages + M bytes, N pages - M bytes, or N bytes. */
int scan_size(struct scan *scan, struct position *size);

bool word_is(struct word word, const char *text);
/* The index of WORD in NAMES, from FIRST to COUNT - 1; -1: it is none. */
int word_find(struct word word, const char *const *names, int first, int count);

/* Complains about the place AT of the current line. Always returns -1. */
int scan_error(struct scan *scan, const char *at, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/*
 * Complains "expected WHAT, found ..." about what is next. Always returns -1.
 */
int scan_expected(struct scan *scan, const char *what);

#endif
