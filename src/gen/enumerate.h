/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every program of a bound, in a fixed order, and how many the rules leave out.
 */
#ifndef FSLITMUS_GEN_ENUMERATE_H
#define FSLITMUS_GEN_ENUMERATE_H

#include <stdint.h>

#include "gen/bound.h"
#include "gen/rules.h"

/* Nothing more is wanted if it returns anything but 0. */
typedef int program_found(void *context, const struct program *program);

/* Programs of one shape. What the rules leave out and what remains make the
   product. UINT64_MAX: so many, or more. */
struct tally {
	uint64_t product;
	uint64_t left_out[RULES_MAX]; /* by the rule that did it first */
	uint64_t remain;
};

/*
 * Calls FOUND (NULL: nothing) for every program of SHAPE within BOUND, and
 * fills TALLY. Returns what FOUND returned last, or 0.
 */
int enumerate(const struct space *space, const struct bound *bound,
	      const struct shape *shape, program_found *found, void *context,
	      struct tally *tally);

#endif
