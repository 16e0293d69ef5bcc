// SPDX-License-Identifier: GPL-2.0-or-later
/* tmpfs: the page cache is all there is of it. */
#include "fs/types.h"

#include <linux/magic.h>

static const struct fs_config configs[] = {
	{ .name = "tmpfs", .type = &fs_tmpfs },
	{ .name = NULL },
};

const struct fs_type fs_tmpfs = {
	.name = "tmpfs",
	.mount_type = "tmpfs",
	.configs = configs,
	.magic = TMPFS_MAGIC,
	/* Half of the machine's memory is what it would take. */
	.options_loop = "size=256m",
	.sources = "mm/shmem.c",
	.kernel_options = "CONFIG_SHMEM CONFIG_TMPFS",
	.in_memory = true,
	.maps_huge_pages = true,
};
