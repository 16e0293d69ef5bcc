/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The filesystems a guest mounts, in several configurations each. */
#ifndef FSLITMUS_KERNEL_MKFS_H
#define FSLITMUS_KERNEL_MKFS_H

#include <stdbool.h>

struct mkfs {
	const char *name;	/* "ext4-1k" */
	const char *type;	/* for mount(2) */
	/* The command that makes it on /dev/nullb0, run in a guest; NULL where
	 * no image is needed (tmpfs, orangefs, fuse) or /init writes it
	 * (zonefs). */
	const char *command;
	const char *options;	/* for mount(2), may be "" */
	const char *package;	/* Debian's, with the command; or NULL */
	bool zoned;
};

/* All of them; a NULL name ends the table. The first of each type is its
 * ordinary form. */
extern const struct mkfs mkfs_table[];

/* The entry of that name, or NULL. */
const struct mkfs *mkfs_find(const char *name);

/*
 * The entry of TYPE nearest to a filesystem made with the options MKFS (NULL
 * or empty: none) and mounted with OPTIONS, separated by commas: one made and
 * mounted so, or else the ordinary form. NULL: there is none of that type.
 */
const struct mkfs *mkfs_nearest(const char *type, const char *mkfs,
				const char *options);

/*
 * Makes the image in a guest of that kernel and writes it to a new file, in
 * the form of src/guest/image.h. The same mkfs gives the same bytes. Returns
 * 0, or EXIT_NOT_RUN after saying why.
 */
int mkfs_make_image(const struct mkfs *mkfs, const char *executable,
		    const char *file);

#endif
