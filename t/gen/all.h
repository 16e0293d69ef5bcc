/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs of a bound, for tests of the generator. */
#ifndef FSLITMUS_T_GEN_ALL_H
#define FSLITMUS_T_GEN_ALL_H

#include <stddef.h>

#include "gen/enumerate.h"

/* Programs, in the order in which they were found. */
struct all {
	struct program *program;
	size_t count;
};

/* A program_found; CONTEXT is a struct all. */
int all_add(void *context, const struct program *program);

/* Reads TEXT; it is right. */
void all_bound(const struct space *space, const char *text,
	       struct bound *bound);

/*
 * Calls VISIT for every program of the whole product of SHAPE within BOUND,
 * whatever the rules say, one nested loop for each slot.
 */
void all_product(const struct space *space, const struct bound *bound,
		 const struct shape *shape,
		 void (*visit)(void *context, const struct program *program),
		 void *context);

#endif
