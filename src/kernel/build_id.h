/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FSLITMUS_KERNEL_BUILD_ID_H
#define FSLITMUS_KERNEL_BUILD_ID_H

/* The GNU build id of an ELF file in hexadecimal, which the caller frees;
 * NULL after saying why there is none. */
char *build_id_read(const char *path);

#endif
