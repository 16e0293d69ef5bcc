// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation munmap: munmap(2). */
#include "op/support.h"

static void munmap_call(const struct operation *operation,
			const struct layout *layout, struct call *call)
{
	const int index = operation->mapping;
	int64_t start, end;

	mapping_bytes(layout->test, index, layout->page_size, &start, &end);
	*call = (struct call){
		.number = SYS_munmap,
		.arguments = { CALL_MEMORY(index, start),
			       CALL_VALUE(end - start) },
		.changes = CHANGES_UNMAPS,
	};
}

const struct op_type op_munmap = {
	.name = "munmap",
	.shape = SHAPE_MEMORY_ANY,
	.traits = TRAIT_MEMORY | TRAIT_UNMAPS | TRAIT_WHOLE | TRAIT_REVOKES,
	.calls = "munmap(2)",
	.manual = "Unmap the mapping. A load or store there at the same time "
		  "from another thread may raise SIGSEGV.",
	.call = munmap_call,
};
