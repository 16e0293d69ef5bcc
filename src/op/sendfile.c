// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation sendfile: sendfile(2). */
#include "op/support.h"

static void sendfile_push(const struct operation *operation, uint64_t offset_at,
			  uint64_t length, struct call *call)
{
	call->number = SYS_sendfile;
	call->arguments[0] = (struct argument)CALL_PIPE(1);
	call->arguments[1] = (struct argument)CALL_FILE(operation->file);
	call->arguments[2] = (struct argument)CALL_BUFFER(offset_at);
	call->arguments[3] = (struct argument)CALL_VALUE(length);
}

static bool sendfile_next(const struct operation *operation,
			  const struct layout *layout,
			  struct op_progress *progress, struct call *call)
{
	return op_next_through_pipe(operation, layout, progress, sendfile_push,
				    call);
}

const struct op_type op_sendfile = {
	.name = "sendfile",
	.shape = SHAPE_FILE_RANGE,
	.traits = TRAIT_OBSERVES | TRAIT_CACHED,
	.calls = "sendfile(2)",
	.manual = "Send the range to a pipe and read it back there, until "
		  "the range or the file ends. The pipe may hold pages of "
		  "the page cache, so that the data is that of any moment "
		  "until it is read back.",
	.next = sendfile_next,
	.conclude = op_through_pipe,
};
