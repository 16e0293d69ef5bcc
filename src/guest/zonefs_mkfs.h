/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FSLITMUS_GUEST_ZONEFS_MKFS_H
#define FSLITMUS_GUEST_ZONEFS_MKFS_H

/* Writes a zonefs superblock to a zoned device whose first zone can be
 * written anywhere (a conventional one) or is empty. Debian has no mkzonefs.
 * Returns 0, or -1 with errno set. */
int zonefs_mkfs(const char *device);

#endif
