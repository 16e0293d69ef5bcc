// SPDX-License-Identifier: GPL-2.0-only
/* The table of pairs: see pairs.h. */
#include "pairs.h"

#include <linux/string.h>

struct fslitmus_pairs fslitmus_pairs;

void fslitmus_pairs_reset_counts(void)
{
	fslitmus_pairs.seen = 0;
	fslitmus_pairs.fresh = 0;
	fslitmus_pairs.passing = NULL;
	memset(fslitmus_pairs.last, 0xff, sizeof(fslitmus_pairs.last));
}

void fslitmus_pairs_changed(void)
{
	fslitmus_pairs.passing = NULL;
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

/* Processes that are within an operation and have passed a point. */
void fslitmus_pairs_find_waiting(const struct fslitmus_actor *passing)
{
	u32 count = 0;

	for (u32 i = 0; i < fslitmus_run.processes; i++) {
		const struct fslitmus_actor *other = &fslitmus_actors[i];
		u64 left = (u64)other->operation << 32 | other->last_pc;

		if (other == passing || !other->task || !other->operation ||
		    !other->points)
			continue;
		fslitmus_pairs.waiting[count++] = (struct fslitmus_waiting) {
			.half = left * 0x9e3779b97f4a7c15ull,
			.last = &fslitmus_pairs.last[i],
		};
	}
	fslitmus_pairs.waiting_count = count;
	fslitmus_pairs.passing = passing;
}
