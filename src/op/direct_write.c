// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation direct-write: pwrite(2), O_DIRECT. */
#include "op/support.h"

static void direct_write_call(const struct operation *operation,
			      const struct layout *layout, struct call *call)
{
	const struct argument to = CALL_DIRECT(operation->file);

	op_pwrite(operation, layout, to, call);
}

const struct op_type op_direct_write = {
	.name = "direct-write",
	.shape = SHAPE_FILE_RANGE,
	.traits = TRAIT_DIRECT | TRAIT_ALIGNED,
	.calls = "pwrite(2), O_DIRECT",
	.manual = "Write stamps to the range past the page cache; the file "
		  "grows as needed.",
	.call = direct_write_call,
	.effects = op_write_effects,
};
