// SPDX-License-Identifier: GPL-2.0-or-later
/* hugetlbfs, which no test can use: fs/hugetlbfs/inode.c has no write_iter. */
#include "fs/types.h"

#include <linux/magic.h>

const struct fs_type fs_hugetlbfs = {
	.name = "hugetlbfs",
	.mount_type = "hugetlbfs",
	.magic = HUGETLBFS_MAGIC,
	.in_memory = true,
	.lacks_write = true,
};
