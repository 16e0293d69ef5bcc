// SPDX-License-Identifier: GPL-2.0-only
/*
 * Free space. A disk in memory is zero where nobody has written, which would
 * hide that a filesystem shows blocks it never filled: zeroes are what unwritten
 * blocks have to give. So what mkfs left alone holds a sentinel.
 */
#include "fslitmus.h"

#include <linux/bitmap.h>
#include <linux/blk_types.h>
#include <linux/errno.h>
#include <linux/uaccess.h>

#define FREE_BLOCK 4096
/* A gigabyte: no disk of a guest is larger. */
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
