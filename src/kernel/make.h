/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs make and other tools of a kernel build, and follows their progress. */
#ifndef FSLITMUS_KERNEL_MAKE_H
#define FSLITMUS_KERNEL_MAKE_H

/* Called after each object file: how many so far, in how many seconds. */
typedef void make_progress(long objects, double seconds);

/*
 * Runs a program found on PATH and appends its output to the file LOG. Counts
 * the lines that name a compiled object, and returns the count. If the program
 * fails, prints the errors in its output and returns FAILURE_NOT_RUN. A signal
 * that is watched (base/interrupt.h) ends the program: FAILURE_INTERRUPTED.
 */
long make_run(char *const argv[], const char *log, make_progress *progress);

/* The first line that a shell command prints; NULL if it fails. The caller
 * frees it. */
char *make_first_line(const char *command);

#endif
