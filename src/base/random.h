/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small seeded generator (splitmix64). Every choice fslitmus makes at
 * random comes from one of these, so that a seed repeats the choice.
 */
#ifndef FSLITMUS_BASE_RANDOM_H
#define FSLITMUS_BASE_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state;
};

static inline uint64_t random_next(struct random *random)
{
	uint64_t z = random->state += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

/* Uniform enough in [0, bound); 0 when bound is 0. */
static inline uint64_t random_below(struct random *random, uint64_t bound)
{
	return bound ? random_next(random) % bound : 0;
}

#endif
