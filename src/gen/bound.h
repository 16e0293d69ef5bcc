/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bounds: which programs are meant.
 *
 *   sequential<=2               one process, up to 2 operations: all programs
 *   racing=1                    two processes, one operation each: all
 *   sequential=4~pairs          4 operations: every pair of values together
 *   sequential=3/ops=punch,write*,fsync/size=64b    of these values alone
 *
 * With N operations, the larger of two racing processes has N. Without a
 * restriction, "all" takes the common values of a factor, and pairs and triples
 * take every one.
 */
#ifndef FSLITMUS_GEN_BOUND_H
#define FSLITMUS_GEN_BOUND_H

#include <stdbool.h>

#include "gen/program.h"

struct bound {
	bool racing;
	int least, most; /* operations */
	int strength;	 /* 0: all programs; 2: pairs; 3: triples */
	bool *taken[FACTORS];
	bool restricted[FACTORS];
};

#define BOUND_WHY_SIZE 512

/*
 * From a text. 0, or -1 with WHY: what is wrong, and what was expected. BOUND
 * is freed with bound_free() in both cases.
 */
int bound_parse(const struct space *space, const char *text,
		struct bound *bound, char why[BOUND_WHY_SIZE]);
void bound_free(struct bound *bound);

/*
 * Restricts FACTOR to the values in LIST, names and shell patterns with commas
 * between them; "all" are all. 0, or -1 with WHY.
 */
int bound_restrict(const struct space *space, struct bound *bound,
		   enum factor factor, const char *list,
		   char why[BOUND_WHY_SIZE]);

/* The INDEXth number of operations. False: past the end. */
bool bound_shape(const struct bound *bound, int index, struct shape *shape);

/*
 * The values that SLOT may have, into VALUES, room for as many as its factor
 * has; returns how many.
 */
int bound_values(const struct space *space, const struct bound *bound,
		 const struct shape *shape, int slot, int *values);

#endif
