/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file of a filesystem image holds only blocks with data other than zero.
 * So the image of a disk of a gigabyte takes a few megabytes, and is written to
 * a guest's memory-backed disk in milliseconds. It also says which blocks were
 * never written. Reading them from the disk gives the sentinel for free space
 * (FSLITMUS_FREE), so that a block which a filesystem hands out without filling
 * it can be told from zeroes.
 *
 *	"fslimg2\n", then for each run of blocks its offset and length in bytes
 *	and its kind (64 bits each, this machine's order): 1 is followed by its
 *	bytes, 2 is free; one with length 0 ends it.
 */
#ifndef FSLITMUS_GUEST_IMAGE_H
#define FSLITMUS_GUEST_IMAGE_H

/* Both return 0, or -1 with errno set (EPROTO: not such a file). */

/* All of a device is free space from here on, where nobody writes. */
int image_free(const char *device);

/* Writes an image to a device nobody has written to, and flushes it. */
int image_load(const char *image, const char *device);

/* Writes what a device holds to a new image. */
int image_save(const char *device, const char *image);

#endif
