// SPDX-License-Identifier: GPL-2.0-or-later
/* The client of OrangeFS, which mount(2) calls by the older name pvfs2. */
#include "fs/types.h"

static const struct fs_config configs[] = {
	{ .name = "orangefs", .type = &fs_orangefs },
	{ .name = NULL },
};

const struct fs_type fs_orangefs = {
	.name = "orangefs",
	.mount_type = "pvfs2",
	.configs = configs,
	.magic = 0x20030528, /* fs/orangefs/orangefs-kernel.h */
	.sources = "fs/orangefs/",
	.kernel_options = "CONFIG_ORANGEFS_FS",
	.guest_part = FS_ORANGEFS_SERVER,
	.remote = true,
};
