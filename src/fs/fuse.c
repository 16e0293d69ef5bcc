// SPDX-License-Identifier: GPL-2.0-or-later
/* FUSE, with a server of our own. */
#include "fs/types.h"

#include <linux/magic.h>

static const struct fs_config configs[] = {
	{ .name = "fuse", .type = &fs_fuse },
	{ .name = NULL },
};

const struct fs_type fs_fuse = {
	.name = "fuse",
	.mount_type = "fuse",
	.configs = configs,
	.magic = FUSE_SUPER_MAGIC,
	.sources = "fs/fuse/",
	.kernel_options = "CONFIG_FUSE_FS",
	.guest_part = FS_FUSE_SERVER,
};
