// SPDX-License-Identifier: GPL-2.0-or-later
/* Goes through the product of all factors, and skips what a rule leaves out. */
#include "gen/enumerate.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct walk {
	const struct space *space;
	program_found *found;
	void *context;
	struct tally *tally;
	struct program program;
	int slots;
	int *values[PROGRAM_MAX_SLOTS], count[PROGRAM_MAX_SLOTS];
	/* Programs for each choice of the slots before this one. */
	uint64_t below[PROGRAM_MAX_SLOTS + 1];
};

static uint64_t times(uint64_t a, uint64_t b)
{
	uint64_t product;

	return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

static int walk_from(struct walk *walk, int slot)
{
	int status = 0;

	if (slot == walk->slots) {
		walk->tally->remain++;
		return walk->found ?
			       walk->found(walk->context, &walk->program) :
			       0;
	}
	for (int i = 0; i < walk->count[slot] && !status; i++) {
		int rule;

		walk->program.value[slot] = walk->values[slot][i];
		rule = rules_broken_by(walk->space, &walk->program, slot);
		if (rule >= 0)
			walk->tally->left_out[rule] += walk->below[slot + 1];
		else
			status = walk_from(walk, slot + 1);
	}
	walk->program.value[slot] = PROGRAM_UNSET;
	return status;
}

int enumerate(const struct space *space, const struct bound *bound,
	      const struct shape *shape, program_found *found, void *context,
	      struct tally *tally)
{
	struct walk walk = { .space = space,
			     .found = found,
			     .context = context,
			     .tally = tally,
			     .slots = shape_slots(shape) };
	int status;

	memset(tally, 0, sizeof(*tally));
	program_begin(&walk.program, shape);
	walk.below[walk.slots] = 1;
	for (int i = walk.slots - 1; i >= 0; i--) {
		const enum factor factor = shape_factor(shape, i);

		walk.values[i] = xcalloc(space->count[factor], sizeof(int));
		walk.count[i] = bound_values(space, bound, shape, i,
					     walk.values[i]);
		walk.below[i] = times(walk.below[i + 1], walk.count[i]);
	}
	tally->product = walk.below[0];
	status = walk_from(&walk, 0);
	for (int i = 0; i < walk.slots; i++)
		free(walk.values[i]);
	return status;
}
