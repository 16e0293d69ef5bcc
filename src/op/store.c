// SPDX-License-Identifier: GPL-2.0-or-later
#include "op/support.h"

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	uint64_t start, length, done;
	char *stamps, *to;
	int signal;

	actor_range(actor, operation, &start, &length);
	if (!op_buffer(actor, length))
		return;
	to = op_access(actor, operation, start, length);
	if (!to)
		return;
	stamps = actor_stamps(actor, operation, operation->file, start, length);

	done = length;
	actor_begin(actor);
	signal = actor_copy(to, stamps, length, &done);
	op_end_access(actor, done, length, signal);
}

static int effects(const struct operation *operation,
		   const struct layout *layout,
		   struct effect effects[EFFECT_MAX])
{
	const struct test *test = layout->test;
	uint64_t start, end;

	if (!test->mapping[operation->mapping].shared)
		return 0;
	op_extent(operation, layout, &start, &end);
	return op_effect(effects, 0, EFFECT_STORE, operation->file, start, end);
}

const struct op_type op_store = {
	.name = "store",
	.shape = SHAPE_MEMORY_RANGE,
	.traits = TRAIT_WORD | TRAIT_MEMORY | TRAIT_CACHED | TRAIT_WRITES,
	.calls = "a memory access",
	.manual = "Store stamps to the mapping, one aligned word after the "
		  "other, up to the first SIGBUS or SIGSEGV. What is stored "
		  "beyond the end of file is not kept.",
	.perform = perform,
	.effects = effects,
};
