// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which combinations "operation A waits at point p while operation B passes
 * point q" were ever seen: what a search guided by coverage tries to grow.
 */
#include "fslitmus.h"

#include <linux/bitops.h>
#include <linux/hash.h>
#include <linux/string.h>

#define PAIR_BITS (FSLITMUS_PAIRS_BYTES * 8)

static DECLARE_BITMAP(ever, PAIR_BITS);
static u64 seen_now;
static u64 new_now;
/* The last combination counted for each actor that waits, so that a loop
 * does not count the same one again and again. */
static u32 last_pair[FSLITMUS_PROCESSES];

static void see(u32 waiting, u32 pair)
{
	if (last_pair[waiting] == pair)
		return;
	last_pair[waiting] = pair;
	seen_now++;
	if (!__test_and_set_bit(pair, ever))
		new_now++;
}

static u32 pair_of(const struct fslitmus_actor *a,
		   const struct fslitmus_actor *b, u32 pc)
{
	u64 left = (u64)a->operation << 32 | a->last_pc;
	u64 right = (u64)b->operation << 32 | pc;

	return hash_64(left * 0x9e3779b97f4a7c15ull + right,
		       ilog2(PAIR_BITS));
}

void fslitmus_pairs_point(struct fslitmus_actor *actor, u32 pc)
{
	for (u32 i = 0; i < FSLITMUS_PROCESSES; i++) {
		struct fslitmus_actor *other = &fslitmus_actors[i];

		if (other != actor && other->task && other->operation &&
		    other->points)
			see(i, pair_of(other, actor, pc));
	}
}

void fslitmus_pairs_reset_counts(void)
{
	seen_now = 0;
	new_now = 0;
	memset(last_pair, 0xff, sizeof(last_pair));
}

void fslitmus_pairs_counts(u64 *seen, u64 *fresh)
{
	*seen = seen_now;
	*fresh = new_now;
}

u8 *fslitmus_pairs_bitmap(void)
{
	return (u8 *)ever;
}
