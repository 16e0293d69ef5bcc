// SPDX-License-Identifier: GPL-2.0-only
/* What is kept of pairs: see pairs.h. */
#include "pairs.h"

#include <linux/string.h>

struct fslitmus_pairs fslitmus_pairs;

void fslitmus_pairs_reset_counts(void)
{
	fslitmus_pairs.seen = 0;
	fslitmus_pairs.fresh = 0;
	memset(fslitmus_pairs.last, 0xff, sizeof(fslitmus_pairs.last));
}

void fslitmus_pairs_counts(u64 *seen, u64 *fresh)
{
	*seen = fslitmus_pairs.seen;
	*fresh = fslitmus_pairs.fresh;
}

u8 *fslitmus_pairs_bitmap(void)
{
	return (u8 *)fslitmus_pairs.ever;
}
