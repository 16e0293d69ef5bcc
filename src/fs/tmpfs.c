// SPDX-License-Identifier: GPL-2.0-or-later
/* tmpfs: files in the page cache, without a disk. */
#include "fs/types.h"

#include <linux/magic.h>

static const struct fs_config configs[] = {
	{ .name = "tmpfs", .type = &fs_tmpfs },
	/* A folio of 2 MB for each file that gets one by these policies. */
	{ .name = "tmpfs-huge", .type = &fs_tmpfs, .options = "huge=always" },
	{ .name = "tmpfs-within",
	  .type = &fs_tmpfs,
	  .options = "huge=within_size" },
	{ .name = "tmpfs-advise", .type = &fs_tmpfs, .options = "huge=advise" },
	{ .name = NULL },
};

const struct fs_type fs_tmpfs = {
	.name = "tmpfs",
	.mount_type = "tmpfs",
	.configs = configs,
	.magic = TMPFS_MAGIC,
	/* By default it may take half of the machine's memory. */
	.options_loop = "size=256m",
	.sources = "mm/shmem.c",
	.kernel_options = "CONFIG_SHMEM CONFIG_TMPFS",
	.in_memory = true,
	.maps_huge_pages = true,
};
