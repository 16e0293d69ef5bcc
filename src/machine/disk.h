/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The filesystem that guests find on their disk. mkfs takes a second in a
 * guest, so what it made is cached beside the kernels, in
 * images/KEY/NAME-INPUTS: the image (guest/image.h), then its digest in
 * hexadecimal. One that was damaged since is made anew.
 */
#ifndef FSLITMUS_MACHINE_DISK_H
#define FSLITMUS_MACHINE_DISK_H

#include "machine/guest.h"

/*
 * Puts the image into the place's root and its path into PLACE, where the
 * filesystem needs one. KEY names the kernel. 0, or -1 after saying why.
 */
int guest_image_find(struct guest_place *place, const char *key);

/* SHA-256 of the place's image in hexadecimal, which the caller frees; NULL if
 * there is none. */
char *guest_image_digest(const struct guest_place *place);

#endif
