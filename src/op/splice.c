// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation splice: splice(2). */
#include "op/support.h"

static void splice_push(const struct operation *operation, uint64_t offset_at,
			uint64_t length, struct call *call)
{
	call->number = SYS_splice;
	call->arguments[0] = (struct argument)CALL_FILE(operation->file);
	call->arguments[1] = (struct argument)CALL_BUFFER(offset_at);
	call->arguments[2] = (struct argument)CALL_PIPE(1);
	call->arguments[3] = (struct argument)CALL_VALUE(0);
	call->arguments[4] = (struct argument)CALL_VALUE(length);
	call->arguments[5] = (struct argument)CALL_VALUE(0);
}

static bool splice_next(const struct operation *operation,
			const struct layout *layout,
			struct op_progress *progress, struct call *call)
{
	return op_next_through_pipe(operation, layout, progress, splice_push,
				    call);
}

const struct op_type op_splice = {
	.name = "splice",
	.shape = SHAPE_FILE_RANGE,
	.traits = TRAIT_OBSERVES | TRAIT_CACHED,
	.calls = "splice(2)",
	.manual = "Splice the range into a pipe and read it back there, as "
		  "sendfile does.",
	.next = splice_next,
	.conclude = op_through_pipe,
};
