/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Filesystems to try operations on: made in memory, mounted in a mount
 * namespace of our own, and gone with the process.
 */
#ifndef T_OP_SCRATCH_H
#define T_OP_SCRATCH_H

#include <stdbool.h>

struct scratch_type {
	const char *label;
	const char *mkfs;  /* command, before the image; NULL: tmpfs */
	const char *mount; /* options of mount(8) */
	int megabytes;
	bool exchange; /* turn on XFS's exchange-range feature, which
				   this Debian's mkfs does not know */
	/* Operations that must have succeeded here, NULL-terminated: so
	   that "not supported" cannot hide a mistake of ours. */
	const char *const *must;
};

/* NULL past the last. */
const struct scratch_type *scratch_type(int index);

/* Once, before the others. False with a reason where it cannot be done. */
bool scratch_init(const char **reason);
void scratch_exit(void);

/* Make and mount; returns a directory descriptor, or -1: cannot. */
int scratch_mount(const struct scratch_type *type);
void scratch_unmount(int directory);

#endif
