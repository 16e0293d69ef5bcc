// SPDX-License-Identifier: GPL-2.0-or-later
/* btrfs. */
#include "fs/types.h"

#include <linux/magic.h>

static const struct fs_config configs[] = {
	{ .name = "btrfs", .type = &fs_btrfs },
	{ .name = "btrfs-nodatacow", .type = &fs_btrfs, .options = "nodatacow" },
	{ .name = NULL },
};

const struct fs_type fs_btrfs = {
	.name = "btrfs",
	.mount_type = "btrfs",
	.configs = configs,
	.magic = BTRFS_SUPER_MAGIC,
	.mkfs = "mkfs.btrfs -q -f",
	.mkfs_loop = "-K",
	/* Metadata is stored once, not twice, to keep the image small. */
	.mkfs_guest = "-U " FS_UUID " -m single -d single",
	.options_loop = "nodiscard",
	.fsck = "btrfs check --readonly",
	.loop_bytes = 256 * MIB,
	.package = "btrfs-progs",
	.sources = "fs/btrfs/",
	.kernel_options = "CONFIG_BTRFS_FS",
	.remembers_disks = true,
};
