// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation readahead: readahead(2). */
#include "op/support.h"

static void readahead_call(const struct operation *operation,
			   const struct layout *layout, struct call *call)
{
	uint64_t start, length;

	op_range(operation, layout, &start, &length);
	*call = (struct call){
		.number = SYS_readahead,
		.arguments = { CALL_FILE(operation->file), CALL_VALUE(start),
			       CALL_VALUE(length) },
	};
}

const struct op_type op_readahead = {
	.name = "readahead",
	.shape = SHAPE_FILE_ANY,
	.traits = TRAIT_CACHED,
	.calls = "readahead(2)",
	.manual = "Start reading the range or the file into the page cache.",
	.call = readahead_call,
};
