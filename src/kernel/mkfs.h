/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Images that guests mount, made by running mkfs in a guest. */
#ifndef FSLITMUS_KERNEL_MKFS_H
#define FSLITMUS_KERNEL_MKFS_H

#include "fs/fs.h"

/*
 * Makes the image of a configuration that has an mkfs, in a guest of that
 * kernel, and writes it to a new file, in the form of src/guest/image.h. The
 * same mkfs gives the same bytes. Returns 0, or EXIT_NOT_RUN after saying why.
 */
int mkfs_in_guest(const struct fs_config *config, const char *executable,
		  const char *file);

#endif
