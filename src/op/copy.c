// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation copy: copy_file_range(2). */
#include "op/support.h"

/*
 * Repeated where less than the range was copied; but not within one file. There
 * the first call may have moved the end of file, up to which the kernel copies:
 * a second would copy what was behind it.
 */
static bool copy_goes_on(const struct operation *operation, uint64_t length,
			 struct op_progress *progress)
{
	if (progress->result <= 0)
		return false;
	progress->done += progress->result;
	return progress->done < length && operation->file != operation->target;
}

static bool copy_next(const struct operation *operation,
		      const struct layout *layout, struct op_progress *progress,
		      struct call *call)
{
	uint64_t start, length, to = op_target_at(operation, layout).value;

	op_source(operation, layout, &start, &length);
	/* The first call is made in any case, be it of nothing. */
	if (progress->calls && !copy_goes_on(operation, length, progress))
		return false;
	*call = (struct call){
		.number = SYS_copy_file_range,
		.arguments = { CALL_FILE(operation->file), CALL_BUFFER(0),
			       CALL_FILE(operation->target), CALL_BUFFER(8),
			       CALL_VALUE(length - progress->done),
			       CALL_VALUE(0) },
	};
	op_field(call, 0, 8,
		 (struct argument)CALL_VALUE(start + progress->done));
	op_field(call, 8, 8, (struct argument)CALL_VALUE(to + progress->done));
	return true;
}

/* It failed if it did so before the first byte. */
static struct op_result copy_conclude(const struct operation *operation,
				      const struct layout *layout,
				      const struct op_progress *progress,
				      const char *buffer UNUSED)
{
	struct op_result end = { .result = progress->done };
	uint64_t start, length;

	op_source(operation, layout, &start, &length);
	if (progress->result < 0 && !progress->done)
		end.result = progress->result;
	end.wanted = length;
	return end;
}

const struct op_type op_copy = {
	.name = "copy",
	.shape = SHAPE_FILE_TO_FILE,
	.traits = TRAIT_CACHED,
	.calls = "copy_file_range(2)",
	.manual = "Copy the range, up to the end of file, to the target; "
		  "the target grows as needed. Repeated until the range is "
		  "copied or nothing more comes; but not within one file, "
		  "whose end it may move.",
	.next = copy_next,
	.conclude = copy_conclude,
	.effects = op_copy_effects,
};
