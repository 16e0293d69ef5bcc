// SPDX-License-Identifier: GPL-2.0-or-later
/* gfs2, as one machine's filesystem: without a cluster, by lock_nolock. */
#include "fs/types.h"

#include <linux/gfs2_ondisk.h>

static const struct fs_config configs[] = {
	{ .name = "gfs2", .type = &fs_gfs2, .mkfs = "-b 4096" },
	{ .name = "gfs2-1k", .type = &fs_gfs2, .mkfs = "-b 1024" },
	{ .name = NULL },
};

const struct fs_type fs_gfs2 = {
	.name = "gfs2",
	.mount_type = "gfs2",
	.configs = configs,
	.magic = GFS2_MAGIC,
	/* 8 MiB is the smallest journal. */
	.mkfs = "mkfs.gfs2 -q -O -p lock_nolock -j 1 -J 8",
	.mkfs_loop = "-K",
	.options = "lockproto=lock_nolock",
	.fsck = "fsck.gfs2 -n",
	.loop_bytes = 128 * MIB,
	.package = "gfs2-utils",
	.sources = "fs/gfs2/ fs/iomap/",
	.kernel_options = "CONFIG_GFS2_FS",
};
