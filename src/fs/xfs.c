// SPDX-License-Identifier: GPL-2.0-or-later
/* xfs. */
#include "fs/types.h"

#include <linux/magic.h>

/*
 * Before 6.10 mkfs.xfs has no exchange=1, and xfs_repair does not know the
 * feature. So the superblock's bit is set by hand, and cleared for the check.
 */
#define INCOMPATIBLE "write -d features_incompat "

static const struct fs_config configs[] = {
	{ .name = "xfs", .type = &fs_xfs, .mkfs = "-m reflink=1" },
	/* The page cache holds single pages. */
	{ .name = "xfs-small",
	  .type = &fs_xfs,
	  .mkfs = "-m reflink=1",
	  .boot = FS_WORDS("fslitmus.folio_order=0") },
	{ .name = "xfs-1k",
	  .type = &fs_xfs,
	  .mkfs = "-b size=1024 -m reflink=1" },
	/* Larger than a page: folios are no smaller than a block. */
	{ .name = "xfs-8k",
	  .type = &fs_xfs,
	  .mkfs = "-b size=8192 -m reflink=1" },
	{ .name = "xfs-16k",
	  .type = &fs_xfs,
	  .mkfs = "-b size=16384 -m reflink=1" },
	{ .name = "xfs-64k",
	  .type = &fs_xfs,
	  .mkfs = "-b size=65536 -m reflink=1" },
	{ .name = "xfs-noreflink", .type = &fs_xfs, .mkfs = "-m reflink=0" },
	{ .name = "xfs-exchange",
	  .type = &fs_xfs,
	  .mkfs = "-m reflink=1 -i nrext64=0",
	  .after_mkfs = FS_WORDS("xfs_db", "-x", "-c", "sb 0", "-c",
				 INCOMPATIBLE "0x4b"),
	  .before_fsck = FS_WORDS("xfs_db", "-F", "-x", "-c", "sb 0", "-c",
				  INCOMPATIBLE "0xb") },
	{ .name = NULL },
};

/*
 * Starting a thread costs a guest more than checking a small filesystem: so no
 * threads that read ahead (-P), and one where there would be 32.
 */
#define FSCK "xfs_repair -n -P -o phase2_threads=1"

const struct fs_type fs_xfs = {
	.name = "xfs",
	.mount_type = "xfs",
	.configs = configs,
	.magic = XFS_SUPER_MAGIC,
	.mkfs = "mkfs.xfs -q -f",
	.mkfs_loop = "-K",
	.mkfs_guest = "-m uuid=" FS_UUID,
	.fsck = FSCK,
	.loop_bytes = 320 * MIB, /* it refuses less than 300 */
	.package = "xfsprogs",
	.sources = "fs/xfs/ fs/iomap/",
	.kernel_options = "CONFIG_XFS_FS",
};
