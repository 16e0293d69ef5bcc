// SPDX-License-Identifier: GPL-2.0-or-later
/* f2fs. */
#include "fs/types.h"

#include <linux/magic.h>

static const struct fs_config configs[] = {
	{ .name = "f2fs", .type = &fs_f2fs },
	{ .name = "f2fs-noinline",
	  .type = &fs_f2fs,
	  .options = "noinline_data" },
	{ .name = "f2fs-lfs", .type = &fs_f2fs, .options = "mode=lfs" },
	{ .name = NULL },
};

const struct fs_type fs_f2fs = {
	.name = "f2fs",
	.mount_type = "f2fs",
	.configs = configs,
	.magic = F2FS_SUPER_MAGIC,
	.mkfs = "mkfs.f2fs -q -f",
	.mkfs_loop = "-t 0",
	.mkfs_guest = "-l fslitmus",
	.options_loop = "nodiscard",
	.fsck = "fsck.f2fs --dry-run",
	.loop_bytes = 128 * MIB,
	.package = "f2fs-tools",
	.sources = "fs/f2fs/",
	.kernel_options = "CONFIG_F2FS_FS",
};
