/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Allocation that cannot fail: when memory is exhausted, these say so and exit
 * with EXIT_NOT_RUN. No caller could do better, and nobody tests code that
 * tries. They are the only functions below cmd/ that end the process; all
 * others that can fail return a failure (error.h).
 *
 * The caller frees what is returned with free(). Not for the core that also
 * runs in a guest (Makefile, CORE_DIRS): it returns -ENOMEM. Brute force
 * (contract/oracle.h) may use them, since only tests of the oracle contain it.
 */
#ifndef FSLITMUS_BASE_MEMORY_H
#define FSLITMUS_BASE_MEMORY_H

#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

/* For libraries that report exhausted memory in a way of their own. */
void out_of_memory(void) __attribute__((noreturn));

/* Zeroed room for COUNT objects of SIZE bytes; not NULL even for none. */
void *xcalloc(size_t count, size_t size);
/* Room for COUNT objects of SIZE bytes; what is new is not zeroed. */
void *xrealloc(void *at, size_t count, size_t size);
/* COUNT objects of SIZE bytes, copied. */
void *xmemdup(const void *from, size_t count, size_t size);

char *xstrdup(const char *text);
char *xasprintf(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* open_memstream(3). *TEXT is whole once xclose_memstream() has returned. */
FILE *xopen_memstream(char **text, size_t *size);
void xclose_memstream(FILE *stream);

#endif
