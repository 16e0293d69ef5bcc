// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Moving a file's bytes through the process's pipe, as many at a time as the
 * pipe takes, and reading them back.
 */
#include <errno.h>

#include "op/support.h"

/*
 * How much the pipe takes at OFFSET without waiting for a reader: each of
 * its slots holds what lies in one page.
 */
static uint64_t pipe_room(const struct op_progress *progress,
			  const struct layout *layout, uint64_t offset)
{
	uint64_t size = progress->pipe_bytes;

	return (size < layout->page_size ? layout->page_size : size) -
	       offset % layout->page_size;
}

/* Of the latest call; false: it was the last. */
static bool pipe_take_result(struct op_progress *progress)
{
	if (progress->pushing) {
		progress->ended = progress->result == 0;
		if (progress->result <= 0)
			return false;
		progress->in_pipe = progress->result;
	} else {
		/* What cannot be read back stays in the pipe. */
		if (progress->result <= 0)
			return false;
		progress->in_pipe -= progress->result;
		progress->done += progress->result;
	}
	return true;
}

static void pipe_read_back(const struct op_progress *progress,
			   struct call *call)
{
	*call = (struct call){
		.number = SYS_read,
		.arguments = { CALL_PIPE(0), CALL_BUFFER(progress->done),
			       CALL_VALUE(progress->in_pipe) },
		.buffer_bytes = progress->done + progress->in_pipe,
	};
}

bool op_next_through_pipe(const struct operation *operation,
			  const struct layout *layout,
			  struct op_progress *progress, op_push *push,
			  struct call *call)
{
	uint64_t start, length, at, want;

	op_range(operation, layout, &start, &length);
	if (progress->calls && !pipe_take_result(progress))
		return false;
	progress->pushing = !progress->in_pipe;
	if (!progress->pushing) {
		pipe_read_back(progress, call);
		return true;
	}
	if (progress->done >= length)
		return false;
	at = start + progress->done;
	want = pipe_room(progress, layout, at);
	if (want > length - progress->done)
		want = length - progress->done;
	/* Behind what was read back. */
	call->fields_at = length;
	call->buffer_bytes = length;
	op_field(call, 0, 8, (struct argument)CALL_VALUE(at));
	push(operation, call->fields_at, want, call);
	return true;
}

struct op_result op_through_pipe(const struct operation *operation,
				 const struct layout *layout,
				 const struct op_progress *progress,
				 const char *buffer UNUSED)
{
	bool nothing = !progress->done && !progress->ended;
	struct op_result end = { .result = progress->done };
	uint64_t start, length;

	op_range(operation, layout, &start, &length);
	end.wanted = length;
	if (nothing)
		end.result = progress->result < 0 ? progress->result : -EIO;
	/* After an error nothing is known of the rest. */
	end.sees = !nothing;
	end.seen = progress->done;
	end.covered = progress->ended ? length : progress->done;
	return end;
}
