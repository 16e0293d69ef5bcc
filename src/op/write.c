// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation write: pwrite(2). */
#include "op/support.h"

static void write_call(const struct operation *operation,
		       const struct layout *layout, struct call *call)
{
	const struct argument to = CALL_FILE(operation->file);

	op_pwrite(operation, layout, to, call);
}

const struct op_type op_write = {
	.name = "write",
	.shape = SHAPE_FILE_RANGE,
	.traits = TRAIT_CACHED,
	.calls = "pwrite(2)",
	.manual = "Write stamps to the range; the file grows as needed.",
	.call = write_call,
	.effects = op_write_effects,
};
