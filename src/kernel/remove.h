/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Taking kernels out of the cache, with the images made in them. One that a
 * command uses (cache_find()) stays, and so does what another user owns;
 * nothing outside the cache is touched (base/scratch.h).
 */
#ifndef FSLITMUS_KERNEL_REMOVE_H
#define FSLITMUS_KERNEL_REMOVE_H

#include <stdbool.h>

/*
 * Told of everything that was removed. WHAT is the key of a kernel, usable or
 * not, "images/" and what its images were kept under, or the name of an entry
 * that a build which was killed has left unfinished.
 */
typedef void remove_told(const char *what);

/*
 * Removes the kernel whose key or build id begins with PREFIX. Returns 0, or
 * an exit status after saying why: EXIT_USAGE if there is no such kernel or
 * more than one, EXIT_NOT_RUN if it cannot be removed.
 */
int remove_kernel(const char *prefix, remove_told *tell);

/*
 * Removes the kernels that this version cannot use: built by another one, or
 * damaged; ALL: every kernel. Returns 0, or EXIT_NOT_RUN after saying what
 * cannot be removed.
 */
int remove_kernels(bool all, remove_told *tell);

#endif
