// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * zonefs. Documentation/filesystems/zonefs.rst: files of sequential zones can
 * only be written with direct I/O; zonefs_file_buffered_write() refuses
 * anything else with EIO.
 */
#include "fs/types.h"

#include <linux/magic.h>

static const struct fs_config configs[] = {
	{ .name = "zonefs", .type = &fs_zonefs },
	{ .name = NULL },
};

const struct fs_type fs_zonefs = {
	.name = "zonefs",
	.mount_type = "zonefs",
	.configs = configs,
	.magic = ZONEFS_MAGIC,
	.sources = "fs/zonefs/ fs/iomap/",
	.kernel_options = "CONFIG_BLK_DEV_ZONED CONFIG_ZONEFS_FS",
	.guest_part = FS_ZONEFS_MKFS,
	.zoned = true,
	.refuses_cached_writes = true,
};
