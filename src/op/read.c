// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation read: pread(2). */
#include "op/support.h"

static void read_call(const struct operation *operation,
		      const struct layout *layout, struct call *call)
{
	const struct argument from = CALL_FILE(operation->file);

	op_pread(operation, layout, from, call);
}

const struct op_type op_read = {
	.name = "read",
	.shape = SHAPE_FILE_RANGE,
	.traits = TRAIT_OBSERVES | TRAIT_CACHED | TRAIT_LOOKS,
	.calls = "pread(2)",
	.manual = "Read the range. A short read says where the file ends.",
	.call = read_call,
};
