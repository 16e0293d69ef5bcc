/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole files and directories, by path. */
#ifndef FSLITMUS_KERNEL_PATH_H
#define FSLITMUS_KERNEL_PATH_H

#include <stddef.h>
#include <stdio.h>

/* Like mkdir -p. Returns 0 or, after saying why, FAILURE_NOT_RUN. */
int path_make_directories(const char *path);

/* The same for the directories above the last component. */
int path_make_parents(const char *path);

/*
 * Reads the whole file. A NUL follows its bytes and is not counted in *SIZE,
 * which may be NULL. The caller frees it. NULL with errno set if it cannot be
 * read.
 */
char *path_read(const char *path, size_t *size);

/* The same for the rest of a stream. */
char *path_read_from(FILE *in, size_t *size);

/* Overwrites the file. Returns 0 or, after saying why, FAILURE_NOT_RUN. */
int path_write(const char *path, const void *data, size_t size);

/*
 * The same, but atomic: others see the old file or the whole new one, and a
 * process killed meanwhile leaves nothing behind. A symbolic link is replaced,
 * not followed.
 */
int path_replace(const char *path, const void *data, size_t size);

#endif
