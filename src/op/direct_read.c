// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation direct-read: pread(2), O_DIRECT. */
#include "op/support.h"

static void direct_read_call(const struct operation *operation,
			     const struct layout *layout, struct call *call)
{
	const struct argument from = CALL_DIRECT(operation->file);

	op_pread(operation, layout, from, call);
}

const struct op_type op_direct_read = {
	.name = "direct-read",
	.shape = SHAPE_FILE_RANGE,
	.traits = TRAIT_OBSERVES | TRAIT_DIRECT | TRAIT_ALIGNED,
	.calls = "pread(2), O_DIRECT",
	.manual = "Read the range past the page cache. A short read says "
		  "where the file ends.",
	.call = direct_read_call,
};
