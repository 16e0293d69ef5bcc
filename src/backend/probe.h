/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds out what a path is, on a filesystem that may hang. */
#ifndef FSLITMUS_BACKEND_PROBE_H
#define FSLITMUS_BACKEND_PROBE_H

/*
 * Whether PATH is a directory: 0, -ENOTDIR, or the -errno of stat(2);
 * -ETIMEDOUT if its filesystem does not answer within MILLISECONDS.
 */
int probe_directory(const char *path, int milliseconds);

#endif
