// SPDX-License-Identifier: GPL-2.0-or-later
/* ext4, in each of the ways its code treats file data. */
#include "fs/types.h"

#include <linux/magic.h>

/* Tables are written by mkfs: otherwise a thread does it at any later time. */
#define AT_ONCE "lazy_itable_init=0,lazy_journal_init=0"

static const struct fs_config configs[] = {
	/* 4096 is the block size of disks; mkfs takes 1024 for small ones. */
	{ .name = "ext4", .type = &fs_ext4, .mkfs = "-b 4096" },
	{ .name = "ext4-1k", .type = &fs_ext4, .mkfs = "-b 1024" },
	{ .name = "ext4-nodelalloc",
	  .type = &fs_ext4,
	  .mkfs = "-b 4096",
	  .options = "nodelalloc" },
	{ .name = "ext4-journal",
	  .type = &fs_ext4,
	  .mkfs = "-b 4096",
	  .options = "data=journal" },
	{ .name = "ext4-writeback",
	  .type = &fs_ext4,
	  .mkfs = "-b 4096",
	  .options = "data=writeback" },
	{ .name = "ext4-inline",
	  .type = &fs_ext4,
	  .mkfs = "-b 4096 -O inline_data" },
	{ .name = "ext4-blockmap",
	  .type = &fs_ext4,
	  .mkfs = "-b 4096 -O ^extents,^64bit" },
	{ .name = NULL },
};

const struct fs_type fs_ext4 = {
	.name = "ext4",
	.mount_type = "ext4",
	.configs = configs,
	.magic = EXT4_SUPER_MAGIC,
	.mkfs = "mkfs.ext4 -q -F",
	.mkfs_loop = "-E nodiscard," AT_ONCE,
	.mkfs_guest = "-U " FS_UUID " -E hash_seed=" FS_UUID "," AT_ONCE
		      " -J size=8",
	.fsck = "e2fsck -f -n",
	.loop_bytes = 128 * MIB,
	.package = "e2fsprogs",
	.sources = "fs/ext4/ fs/jbd2/",
	.kernel_options = "CONFIG_EXT4_FS",
};
