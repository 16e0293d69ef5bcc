/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel of a guest, as far as lists of calls go: takes the place of
 * /dev/fslitmus, and makes a list's calls in the calling process, on the
 * filesystem of the machine. So what builds lists and records what came of
 * them is tested without a guest. There are no schedules.
 */
#ifndef T_GUEST_KERNEL_H
#define T_GUEST_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "fslitmus_uapi.h"

/* Sets guest_control, and takes the signals of bad accesses over. */
void kernel_begin(void);
void kernel_end(void);

/* Lists that were made since, by this process. */
extern unsigned int kernel_lists;

/* The entries of the last list of this process, as they were made. */
extern struct fslitmus_call kernel_made[FSLITMUS_CALLS_MAX];
extern unsigned int kernel_count;

/*
 * Pages that looks loaded and that were still mapped when the list was made.
 * The kernel of a guest would have the host map each of them in the process.
 */
extern unsigned int kernel_left;

/* From the AFTERth call of NUMBER on (from 0), this process gets RESULT. */
void kernel_inject(uint32_t number, unsigned int after, int64_t result);

/* What guest_fail() said, in a process that it ended with status 9. */
#define KERNEL_FAILED 9

/* The guest's /status has the mark that a result was not as expected. */
bool kernel_surprised(void);

#endif
