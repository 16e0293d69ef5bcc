/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files by name and by descriptor. */
#ifndef FSLITMUS_BASE_FILE_H
#define FSLITMUS_BASE_FILE_H

#include <stdbool.h>

/*
 * Is the file open as FD still the one called NAME in DIRECTORY (AT_FDCWD: NAME
 * is a path)? Others may have renamed or removed it since it was opened. A
 * symbolic link is not followed.
 */
bool file_is_named(int directory, const char *name, int fd);

#endif
