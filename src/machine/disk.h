/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The filesystem that guests find on their disk. mkfs takes a second in a
 * guest, so what it made is cached beside the kernels, in
 * images/KEY/NAME-INPUTS: the image (guest/image.h), then its digest in
 * hexadecimal. One that was damaged since is made anew.
 */
#ifndef FSLITMUS_MACHINE_DISK_H
#define FSLITMUS_MACHINE_DISK_H

#include "machine/setup.h"

/*
 * Puts the image into the setup's root and its path into SETUP, where the
 * filesystem needs one. KEY names the kernel. 0, or -1 after saying why.
 */
int guest_disk_find(struct guest_setup *setup, const char *key);

/* SHA-256 of the setup's image in hexadecimal, which the caller frees; NULL if
 * there is none. */
char *guest_disk_digest(const struct guest_setup *setup);

#endif
