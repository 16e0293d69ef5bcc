/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One operation alone, on files chosen at random, compared with what its
 * effects say: contents, sizes, and what it observed.
 */
#ifndef T_OP_TRIAL_H
#define T_OP_TRIAL_H

#include "base/random.h"
#include "op/local_actor.h"
#include "op/op.h"

struct trial {
	struct random random;
	int directory;
	struct test test; /* files f and g, mapping m, one process */
	struct local_actor local;
	struct image before[2], after[2];
	char story[512]; /* what was tried, for a failure's message */
};

/* Perform TYPE in DIRECTORY; SEED repeats it. Fails the test by itself. */
void trial_run(struct trial *trial, const struct op_type *type, int directory,
	       uint64_t seed);

#endif
