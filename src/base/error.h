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
 *
 * One convention for what fails. A function of the core (libc alone) returns 0
 * or -errno and prints nothing. On the host's side, a function that fails says
 * why with error(), once and where it is known, and returns an enum failure;
 * or it fills a buffer for the reason, where its header says so. Only src/cmd/
 * and main() call die() and choose an exit status; exhausted memory alone ends
 * the command anywhere (memory.h).
 */
#ifndef FSLITMUS_BASE_ERROR_H
#define FSLITMUS_BASE_ERROR_H

#include "base/exit.h"

#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))

void die(enum exit_status status, const char *fmt, ...) PRINTF_LIKE(2, 3)
	__attribute__((noreturn));

/* Why a function of the host's side could not do what it was asked for. */
enum failure {
	FAILURE_NOT_RUN = -1,	  /* the machine made it impossible */
	FAILURE_USAGE = -2,	  /* what the user gave is wrong */
	FAILURE_INTERRUPTED = -3, /* a signal asked for the end (interrupt.h) */
};

/* Always returns FAILURE_NOT_RUN, so that "return error(...)" reads well. */
int error(const char *fmt, ...) PRINTF_LIKE(1, 2);
void warning(const char *fmt, ...) PRINTF_LIKE(1, 2);

#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
void bug_at(const char *file, int line, const char *fmt, ...) PRINTF_LIKE(3, 4)
	__attribute__((noreturn));

#endif
