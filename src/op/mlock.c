// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation mlock: mlock(2). */
#include "op/support.h"

static void mlock_call(const struct operation *operation,
		       const struct layout *layout, struct call *call)
{
	op_memory_call(operation, layout, SYS_mlock, 0, call);
}

const struct op_type op_mlock = {
	.name = "mlock",
	.shape = SHAPE_MEMORY_ANY,
	.traits = TRAIT_MEMORY | TRAIT_CACHED,
	.calls = "mlock(2)",
	.manual = "Fault the pages in and lock them in memory.",
	.call = mlock_call,
};
