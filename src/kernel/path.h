/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small things with files that several parts of the kernel builder do. */
#ifndef FSLITMUS_KERNEL_PATH_H
#define FSLITMUS_KERNEL_PATH_H

#include "base/error.h"

#include <stddef.h>
#include <stdio.h>

/* A new string; dies when there is no memory. */
char *path_format(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* mkdir -p; returns 0 or, after saying why, -1. */
int path_make_directories(const char *path);

/* The same for everything above the last component. */
int path_make_parents(const char *path);

/* The whole file, followed by a NUL that is not counted; NULL with errno set
 * where it cannot be read. The caller frees it. size may be NULL. */
char *path_read(const char *path, size_t *size);

/* The same from where the stream is. */
char *path_read_from(FILE *in, size_t *size);

/* Replaces the file's content; returns 0 or, after saying why, -1. */
int path_write(const char *path, const void *data, size_t size);

/* The same at once: others see the old file or the new one, whole, and killed
 * meanwhile it leaves nothing. A symbolic link is replaced, not followed. */
int path_replace(const char *path, const void *data, size_t size);

#endif
