// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation mremap: mremap(2), MREMAP_MAYMOVE|MREMAP_FIXED. */
#include <sys/mman.h>

#include "op/support.h"

static void mremap_call(const struct operation *operation,
			const struct layout *layout, struct call *call)
{
	const int index = operation->mapping;
	int64_t start, end;

	mapping_bytes(layout->test, index, layout->page_size, &start, &end);
	*call = (struct call){
		.number = SYS_mremap,
		.arguments = { CALL_MEMORY(index, start),
			       CALL_VALUE(end - start), CALL_VALUE(end - start),
			       CALL_VALUE(MREMAP_MAYMOVE | MREMAP_FIXED),
			       CALL_PLACE(index) },
		.changes = CHANGES_MOVES,
	};
}

const struct op_type op_mremap = {
	.name = "mremap",
	.shape = SHAPE_MEMORY_ANY,
	.traits = TRAIT_MEMORY | TRAIT_WHOLE | TRAIT_REVOKES,
	.calls = "mremap(2), MREMAP_MAYMOVE|MREMAP_FIXED",
	.manual = "Move the whole mapping to another address. A load or store "
		  "at the same time from another thread may raise SIGSEGV.",
	.call = mremap_call,
};
