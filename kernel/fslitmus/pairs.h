/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which combinations "operation A waits at point p while operation B passes
 * point q" were ever seen: what a search guided by coverage tries to grow.
 * Done at every point, hence here.
 */
#ifndef KERNEL_FSLITMUS_PAIRS_H
#define KERNEL_FSLITMUS_PAIRS_H

#include "fslitmus.h"

#include <linux/hash.h>
#include <linux/log2.h>

#define FSLITMUS_PAIR_BITS (FSLITMUS_PAIRS_BYTES * 8)

struct fslitmus_pairs {
	u64 seen;		/* in this schedule */
	u64 fresh;
	/* The last combination counted for each actor that waits, so that a
	 * loop does not count the same one again and again. */
	u32 last[FSLITMUS_PROCESSES];
	u64 ever[FSLITMUS_PAIR_BITS / 64];
};

extern struct fslitmus_pairs fslitmus_pairs;

static inline u32 fslitmus_pair_of(const struct fslitmus_actor *a,
				   const struct fslitmus_actor *b, u32 pc)
{
	u64 left = (u64)a->operation << 32 | a->last_pc;
	u64 right = (u64)b->operation << 32 | pc;

	return hash_64(left * 0x9e3779b97f4a7c15ull + right,
		       ilog2(FSLITMUS_PAIR_BITS));
}

/* A bit instruction with its place in memory takes several times longer. */
static inline void fslitmus_see_pair(u32 pair)
{
	u64 *word = &fslitmus_pairs.ever[pair / 64];
	u64 bit = 1ull << pair % 64;

	fslitmus_pairs.seen++;
	if (*word & bit)
		return;
	*word |= bit;
	fslitmus_pairs.fresh++;
}

/* ACTOR has come to PC. */
static inline void fslitmus_pairs_point(const struct fslitmus_actor *actor,
					u32 pc)
{
	for (u32 i = 0; i < fslitmus_run.processes; i++) {
		const struct fslitmus_actor *other = &fslitmus_actors[i];
		u32 pair;

		if (other == actor || !other->task || !other->operation ||
		    !other->points)
			continue;
		pair = fslitmus_pair_of(other, actor, pc);
		if (fslitmus_pairs.last[i] == pair)
			continue;
		fslitmus_pairs.last[i] = pair;
		fslitmus_see_pair(pair);
	}
}

#endif
