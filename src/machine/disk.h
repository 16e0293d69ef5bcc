/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The image of the filesystem on the guests' disk. mkfs takes a second in a
 * guest, so images are cached beside the kernels, in images/KEY/NAME-INPUTS:
 * the image (guest/image.h), then its digest in hexadecimal. An image that does
 * not match its digest is made again.
 */
#ifndef FSLITMUS_MACHINE_DISK_H
#define FSLITMUS_MACHINE_DISK_H

#include "machine/setup.h"

/*
 * If the filesystem needs an image: puts it into the setup's root and its path
 * into SETUP. KEY names the kernel. 0, or -1 after saying why.
 */
int guest_disk_find(struct guest_setup *setup, const char *key);

/* SHA-256 of the setup's image in hexadecimal, which the caller frees; NULL if
 * there is none. */
char *guest_disk_digest(const struct guest_setup *setup);

#endif
