// SPDX-License-Identifier: GPL-2.0-or-later
#include "gen/all.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

int all_add(void *context, const struct program *program)
{
	struct all *all = context;

	all->program = xrealloc(all->program, all->count + 1,
				sizeof(*all->program));
	all->program[all->count++] = *program;
	return 0;
}

void all_bound(const struct space *space, const char *text, struct bound *bound)
{
	char why[BOUND_WHY_SIZE];

	if (!bound_parse(space, text, bound, why))
		return;
	printf("# %s: %s\n", text, why);
	abort();
}

struct loops {
	const struct space *space;
	const struct bound *bound;
	struct program program;
	void (*visit)(void *context, const struct program *program);
	void *context;
};

static void loop(struct loops *loops, int slot)
{
	const struct shape *shape = &loops->program.shape;
	int values[256], count;

	if (slot == shape_slots(shape)) {
		loops->visit(loops->context, &loops->program);
		return;
	}
	count = bound_values(loops->space, loops->bound, shape, slot, values);
	for (int i = 0; i < count; i++) {
		loops->program.value[slot] = values[i];
		loop(loops, slot + 1);
	}
}

void all_product(const struct space *space, const struct bound *bound,
		 const struct shape *shape,
		 void (*visit)(void *context, const struct program *program),
		 void *context)
{
	struct loops loops = { .space = space,
			       .bound = bound,
			       .visit = visit,
			       .context = context };

	program_begin(&loops.program, shape);
	loop(&loops, 0);
}
