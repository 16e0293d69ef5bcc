// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ext2: a map of blocks and no journal. In kernels without an ext2 of its own,
 * such as Debian's, ext4's code mounts it (CONFIG_EXT4_USE_FOR_EXT2).
 */
#include "fs/types.h"

#include <linux/magic.h>

static const struct fs_config configs[] = {
	{ .name = "ext2", .type = &fs_ext2, .mkfs = "-b 4096" },
	{ .name = NULL },
};

const struct fs_type fs_ext2 = {
	.name = "ext2",
	.mount_type = "ext2",
	.configs = configs,
	.magic = EXT2_SUPER_MAGIC,
	.mkfs = "mkfs.ext2 -q -F",
	.mkfs_loop = "-E nodiscard,lazy_itable_init=0",
	.fsck = "e2fsck -f -n",
	.loop_bytes = 128 * MIB,
	.package = "e2fsprogs",
};
