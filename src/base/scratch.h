/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scratch directories in places that others may write to as well. No other code
 * of the command removes trees.
 *
 * Names are never trusted. All work is done on descriptors: no symbolic link
 * is followed, no directory of another owner is entered, no mount point is
 * crossed. So nothing that others rename or create meanwhile can lead out of
 * the directory.
 *
 * A scratch directory is in use while a process has it open through
 * scratch_make(), scratch_hold() or a descriptor inherited from them: each
 * of these has a shared flock(2) on it. Unlike process ids this works across
 * PID namespaces. A lock on a directory of a network filesystem is known to
 * this machine alone, so the name of a scratch directory holds the boot id,
 * and scratch_sweep() leaves those of other machines, and of earlier boots,
 * alone.
 */
#ifndef FSLITMUS_BASE_SCRATCH_H
#define FSLITMUS_BASE_SCRATCH_H

#include <stddef.h>

#define SCRATCH_NAME_SIZE 64

/*
 * Makes a directory with a new name that begins with PREFIX and with mode 0700,
 * in the directory open as PARENT. Returns a descriptor that holds it,
 * close-on-exec, or -errno.
 */
int scratch_make(int parent, const char *prefix, char name[SCRATCH_NAME_SIZE]);

/*
 * Returns a descriptor that holds a directory made by another process of ours.
 * -EBUSY or -ENOENT: it is being swept, or was.
 */
int scratch_hold(int parent, const char *name);

/*
 * Removes everything in the directory open as DIRECTORY, except the
 * directories of owners other than that of DIRECTORY, and mount points.
 * Returns 0, or -errno of the first failure.
 */
int scratch_empty(int directory);

/*
 * Removes NAME in PARENT with all in it, provided that it still is the
 * directory open as DIRECTORY, which stays open. 0 or -errno; that it
 * is already gone is no error.
 */
int scratch_remove(int parent, const char *name, int directory);

/*
 * The same for a directory that is not open: -EPERM if the caller does not
 * own it, -EBUSY if it is in use.
 */
int scratch_discard(int parent, const char *name);

/*
 * Removes scratch directories of the caller that no process uses any more,
 * since their makers were killed. PREFIX is their prefix with or without its
 * last word: "fslitmus-" stands for "fslitmus-guest-" as well.
 */
void scratch_sweep(int parent, const char *prefix);

/* A scratch directory with a path, for uses that need one. */
struct scratch {
	char *path; /* NULL: there is none */
	char name[SCRATCH_NAME_SIZE];
	int parent, held;
};

/*
 * Sweeps WHERE of directories whose prefix begins with the same word, then
 * makes one with that prefix in it. 0, or -errno with nothing to close.
 */
int scratch_open(struct scratch *scratch, const char *where,
		 const char *prefix);

/* Removes it, or prints why that failed. Safe if there is none. */
void scratch_close(struct scratch *scratch);

/*
 * Closes it without removing it. Rename it before, or the next process that
 * sweeps there will remove it.
 */
void scratch_forget(struct scratch *scratch);

#endif
