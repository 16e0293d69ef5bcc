/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pairs: which combinations "operation A waits at point p while operation B
 * passes point q" were ever seen. A search guided by coverage tries to see new
 * ones. They are counted at every point, so the functions are inline.
 */
#ifndef KERNEL_FSLITMUS_PAIRS_H
#define KERNEL_FSLITMUS_PAIRS_H

#include "fslitmus.h"

#include <linux/hash.h>
#include <linux/log2.h>

#define FSLITMUS_PAIR_BITS (FSLITMUS_PAIRS_BYTES * 8)

/* An actor that waits, while another one runs. */
struct fslitmus_waiting {
	u64 half;		/* of the hash: its operation and point */
	/* The last pair counted with it, so that a loop does not count the
	 * same one again and again. */
	u32 *last;
};

struct fslitmus_pairs {
	u64 seen;		/* in this schedule */
	u64 fresh;		/* of these, seen for the first time */
	/*
	 * The actor that passed the last point, and those that waited. Neither
	 * their operations nor their points change while it runs, so their
	 * halves of the hash are computed once. NULL: they have to be looked
	 * up.
	 */
	const struct fslitmus_actor *passing;
	u32 waiting_count;
	struct fslitmus_waiting waiting[FSLITMUS_PROCESSES];
	u32 last[FSLITMUS_PROCESSES];
	u64 ever[FSLITMUS_PAIR_BITS / 64];
};

extern struct fslitmus_pairs fslitmus_pairs;

void fslitmus_pairs_find_waiting(const struct fslitmus_actor *passing);

/* Setting the bit with an instruction for bits in memory takes several times
 * longer. */
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
	u64 right = (u64)actor->operation << 32 | pc;

	if (unlikely(fslitmus_pairs.passing != actor))
		fslitmus_pairs_find_waiting(actor);
	for (u32 i = 0; i < fslitmus_pairs.waiting_count; i++) {
		const struct fslitmus_waiting *other =
			&fslitmus_pairs.waiting[i];
		u32 pair = hash_64(other->half + right,
				   ilog2(FSLITMUS_PAIR_BITS));

		if (*other->last == pair)
			continue;
		*other->last = pair;
		fslitmus_see_pair(pair);
	}
}

#endif
