/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running make and other tools of a kernel build, with progress. */
#ifndef FSLITMUS_KERNEL_MAKE_H
#define FSLITMUS_KERNEL_MAKE_H

/* Told after each object file: how many are made, and the seconds passed. */
typedef void make_progress(long objects, double seconds);

/*
 * Runs a program found on PATH, its output going to the end of the file log.
 * Every line that names an object compiled is counted. Returns the number of
 * objects, or -1 after printing the complaints in the log: when it failed, or
 * when a signal that is watched (base/interrupt.h) came and it was ended.
 */
long make_run(char *const argv[], const char *log, make_progress *progress);

/* The first line a program prints, to say which compiler it is; NULL when it
 * cannot be run. The caller frees it. */
char *make_first_line(const char *command);

#endif
