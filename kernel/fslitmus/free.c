// SPDX-License-Identifier: GPL-2.0-only
/*
 * Free space of the disk. A disk in memory reads as zeroes where nobody has
 * written. A filesystem that exposes a block it never filled would go
 * unnoticed, since unwritten blocks have to read as zeroes. So blocks that mkfs
 * did not write read as a sentinel.
 */
#include "fslitmus.h"

#include <linux/bitmap.h>
#include <linux/blk_types.h>
#include <linux/errno.h>
#include <linux/uaccess.h>

#define FREE_BLOCK 4096
/* A gigabyte. No guest has a larger disk. */
#define FREE_BLOCKS (1u << 18)

static DECLARE_BITMAP(free_blocks, FREE_BLOCKS);

int fslitmus_free(const void __user *argument)
{
	struct fslitmus_range range;

	if (copy_from_user(&range, argument, sizeof(range)))
		return -EFAULT;
	if (range.offset % FREE_BLOCK || range.length % FREE_BLOCK ||
	    range.offset > (u64)FREE_BLOCKS * FREE_BLOCK ||
	    range.length > (u64)FREE_BLOCKS * FREE_BLOCK - range.offset)
		return -EINVAL;
	bitmap_set(free_blocks, range.offset / FREE_BLOCK,
		   range.length / FREE_BLOCK);
	return 0;
}

void fslitmus_read_free(void *to, u64 sector, size_t length)
{
	u64 at = sector << SECTOR_SHIFT;
	u64 *words = to;

	if (at / FREE_BLOCK >= FREE_BLOCKS ||
	    !test_bit(at / FREE_BLOCK, free_blocks))
		return;
	for (size_t i = 0; i < length / sizeof(*words); i++)
		words[i] = fslitmus_free_word(at / sizeof(*words) + i);
}
