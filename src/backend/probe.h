/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asking what a path is, where the answer may never come. */
#ifndef FSLITMUS_BACKEND_PROBE_H
#define FSLITMUS_BACKEND_PROBE_H

/*
 * Is PATH a directory? 0, or -ENOTDIR, or the -errno of stat(2); -ETIMEDOUT
 * if its filesystem says nothing for MILLISECONDS.
 */
int probe_directory(const char *path, int milliseconds);

#endif
