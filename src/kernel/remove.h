/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Removes kernels from the cache, with the images made in them. A kernel in use
 * by a command (cache_find()) stays, and so does what another user owns.
 * Nothing outside the cache is touched (base/scratch.h).
 */
#ifndef FSLITMUS_KERNEL_REMOVE_H
#define FSLITMUS_KERNEL_REMOVE_H

#include <stdbool.h>

/*
 * Called for each removed thing. WHAT is the key of a kernel, "images/" and the
 * key that images were kept under, or the name of an entry that a killed build
 * left unfinished.
 */
typedef void remove_told(const char *what);

/*
 * Removes the kernel whose key or build id begins with PREFIX. Returns 0, or
 * an enum failure after saying why: FAILURE_USAGE if there is no such kernel or
 * more than one, FAILURE_NOT_RUN if it cannot be removed.
 */
int remove_kernel(const char *prefix, remove_told *tell);

/*
 * Removes the kernels that this version cannot use, because another version
 * built them or they are damaged; with ALL, every kernel. Returns 0, or
 * FAILURE_NOT_RUN after saying what cannot be removed.
 */
int remove_kernels(bool all, remove_told *tell);

#endif
