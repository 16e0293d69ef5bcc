/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A filesystem image as a file holds only the blocks that are not zero, so
 * that a disk of a gigabyte travels in a few megabytes and is written to a
 * guest's memory-backed disk in milliseconds:
 *
 *	"fslimg1\n", then for each run of blocks its offset and length in
 *	bytes (64 bits each, this machine's order) and its bytes; an offset
 *	and a length of 0 end it.
 */
#ifndef FSLITMUS_GUEST_IMAGE_H
#define FSLITMUS_GUEST_IMAGE_H

/* Both return 0, or -1 with errno set (EPROTO: not such a file). */

/* Writes an image to a device that is zero throughout, and flushes it. */
int image_load(const char *image, const char *device);

/* Writes what a device holds to a new image. */
int image_save(const char *device, const char *image);

#endif
