// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation load: a memory access. */
#include "op/support.h"

static void load_call(const struct operation *operation,
		      const struct layout *layout, struct call *call)
{
	const int mapping = operation->mapping;
	uint64_t start, length;

	op_range(operation, layout, &start, &length);
	*call = (struct call){
		.number = CALL_LOAD,
		.arguments = { CALL_MEMORY(mapping, start), CALL_BUFFER(0),
			       CALL_VALUE(length) },
		.wanted = length,
		.buffer_bytes = length,
	};
}

const struct op_type op_load = {
	.name = "load",
	.shape = SHAPE_MEMORY_RANGE,
	.traits = TRAIT_OBSERVES | TRAIT_WORD | TRAIT_MEMORY | TRAIT_CACHED |
		  TRAIT_LOOKS,
	.calls = "a memory access",
	.manual = "Load from the mapping, one aligned word after the other. A "
		  "page that raises SIGBUS or SIGSEGV is recorded as such, "
		  "and the load goes on at the next page.",
	.call = load_call,
};
