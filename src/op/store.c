// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation store: a memory access. */
#include "op/support.h"

static void store_call(const struct operation *operation,
		       const struct layout *layout, struct call *call)
{
	const int mapping = operation->mapping;
	uint64_t start, length;

	op_range(operation, layout, &start, &length);
	*call = (struct call){
		.number = CALL_STORE,
		.arguments = { CALL_MEMORY(mapping, start), CALL_BUFFER(0),
			       CALL_VALUE(length) },
		.wanted = length,
		.stamped = length,
		.stamped_at = start,
		.stamped_file = operation->file,
		.buffer_bytes = length,
	};
}

static int store_effects(const struct operation *operation,
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
	.call = store_call,
	.effects = store_effects,
};
