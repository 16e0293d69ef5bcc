/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directories of our own: emptied, removed, and never anything else. */
#ifndef FSLITMUS_BACKEND_SCRATCH_H
#define FSLITMUS_BACKEND_SCRATCH_H

/*
 * Remove everything in the directory open as DIRECTORY; follows no
 * symbolic link. Returns 0 or -errno of the first that would not go.
 */
int scratch_empty(int directory);

/* Remove the directory NAME in PARENT with all in it. 0 or -errno. */
int scratch_remove(int parent, const char *name);

#endif
