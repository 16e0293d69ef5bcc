/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A filesystem image behind a loop device. The image is a file without a name,
 * and the device frees itself: both go with the last descriptor, even after
 * SIGKILL.
 */
#ifndef FSLITMUS_BACKEND_IMAGE_H
#define FSLITMUS_BACKEND_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "fs/fs.h"

struct image {
	int file;   /* the image, -1: none */
	int device; /* the loop device, -1: none */
	uint64_t bytes;
	char path[32]; /* "/dev/loop3" */
};

/*
 * Makes an image of BYTES, filled with the sentinel for free space, in the
 * directory SCRATCH (NULL: /dev/shm if it is in memory and has room, else
 * $TMPDIR or /tmp), and a loop device for it. Returns 0, or -errno with REASON.
 */
int image_new(struct image *image, uint64_t bytes, const char *scratch,
	      char *reason, size_t size);
void image_free(struct image *image);

/* Whether its mkfs and fsck are installed: 0, or -ENOENT with REASON. */
int image_tools(const struct fs_config *config, char *reason, size_t size);

/* Make the filesystem; OPTIONS are words for mkfs, or NULL. */
int image_mkfs(const struct image *image, const struct fs_config *config,
	       const char *options, char *reason, size_t size);

/*
 * Check the unmounted filesystem. 0: clean; 1: COMPLAINT holds what the
 * checker said; -errno: it could not be run.
 */
int image_fsck(const struct image *image, const struct fs_config *config,
	       char *complaint, size_t size);

/*
 * Wait until nobody uses the device any more, at most MILLISECONDS. 0, or
 * -EBUSY: the filesystem is still mounted somewhere.
 */
int image_settle(const struct image *image, int milliseconds);

/*
 * Copy the image to a new file PATH, zeroes left out. 0, or -errno with
 * nothing at PATH. An existing file stays as it is: -EEXIST. Where the
 * filesystem has no O_TMPFILE, a killed process leaves part of the copy.
 */
int image_keep(const struct image *image, const char *path);

#endif
