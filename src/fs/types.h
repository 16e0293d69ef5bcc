/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The descriptions, for the table alone. */
#ifndef FSLITMUS_FS_TYPES_H
#define FSLITMUS_FS_TYPES_H

#include "fs/fs.h"

#define MIB (1ull << 20)

/* The UUID of guests' filesystems: the same mkfs must give the same bytes. */
#define FS_UUID "f5117305-0000-4000-8000-00000000f5f5"

extern const struct fs_type fs_btrfs, fs_ext2, fs_ext4, fs_f2fs, fs_fuse,
	fs_gfs2, fs_orangefs, fs_tmpfs, fs_xfs, fs_zonefs;

/* Types that are only recognised. */
extern const struct fs_type fs_hugetlbfs;
extern const struct fs_type fs_remote[]; /* a NULL name ends it */

#endif
