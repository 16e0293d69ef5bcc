/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether what is cached is still what was put there. A directory's file
 * "sha256sums" has a line for every other file in it, as sha256sum(1) writes
 * it: "sha256sum -c sha256sums" says the same.
 *
 * Disks lose bits, copies end early, and a file of another user may be
 * anything: a file is sound if it is a regular file that belongs to this user
 * or to root, and has the sum it was stored with.
 */
#ifndef FSLITMUS_KERNEL_SUMS_H
#define FSLITMUS_KERNEL_SUMS_H

#include <stddef.h>

/*
 * What path_read() gives of a regular file with such an owner, whatever is in
 * it. NULL with *why, which the caller frees too; errno is ENOENT only if
 * there is no such file.
 */
char *sums_read(const char *path, size_t *size, char **why);

/* Writes the sums of the files NAMES, up to a NULL, of the directory. 0, or
 * -1 after saying why. */
int sums_write(const char *directory, const char *const names[]);

/* NULL if that file of the directory is sound, else why it is not, which the
 * caller frees. */
char *sums_check(const char *directory, const char *name);

#endif
