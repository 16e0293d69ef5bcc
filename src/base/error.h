/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Four verbs for trouble, all of them to standard error:
 *
 *   die()      the command cannot go on; exits with the status given
 *   error()    something failed and the caller decides what follows
 *   warning()  something the reader should know; nothing failed
 *   BUG()      fslitmus itself is wrong; aborts
 *
 * A message says what, where, and what was expected, without a newline.
 */
#ifndef FSLITMUS_BASE_ERROR_H
#define FSLITMUS_BASE_ERROR_H

#include "base/exit.h"

#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))

void die(enum exit_status status, const char *fmt, ...)
	PRINTF_LIKE(2, 3) __attribute__((noreturn));

/* Always returns -1, so that "return error(...)" reads well. */
int error(const char *fmt, ...) PRINTF_LIKE(1, 2);
void warning(const char *fmt, ...) PRINTF_LIKE(1, 2);

#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
void bug_at(const char *file, int line, const char *fmt, ...)
	PRINTF_LIKE(3, 4) __attribute__((noreturn));

#endif
