// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation sync-range: sync_file_range(2). */
#include <fcntl.h>

#include "op/support.h"

static const char *const options[] = {
	"wait-before",
	"write",
	"wait-after",
	NULL,
};

#define WAIT_BEFORE (1 << 0)
#define WRITE (1 << 1)
#define WAIT_AFTER (1 << 2)

static unsigned int sync_flags(const struct operation *operation)
{
	const unsigned int chosen = operation->options;
	unsigned int flags = 0;

	if (chosen & WAIT_BEFORE)
		flags |= SYNC_FILE_RANGE_WAIT_BEFORE;
	if (chosen & WRITE)
		flags |= SYNC_FILE_RANGE_WRITE;
	if (chosen & WAIT_AFTER)
		flags |= SYNC_FILE_RANGE_WAIT_AFTER;
	return flags;
}

static void sync_range_call(const struct operation *operation,
			    const struct layout *layout, struct call *call)
{
	uint64_t start = 0, length = 0; /* 0: to the end of the file */

	if (!operation->whole)
		op_range(operation, layout, &start, &length);
	*call = (struct call){
		.number = SYS_sync_file_range,
		.arguments = { CALL_FILE(operation->file), CALL_VALUE(start),
			       CALL_VALUE(length),
			       CALL_VALUE(sync_flags(operation)) },
	};
}

const struct op_type op_sync_range = {
	.name = "sync-range",
	.shape = SHAPE_FILE_ANY,
	.options = options,
	.default_options = WRITE | WAIT_AFTER,
	.syncing = WAIT_BEFORE | WAIT_AFTER,
	.calls = "sync_file_range(2)",
	.manual = "Start writing back dirty pages (write), after waiting "
		  "for those already under writeback (wait-before), and "
		  "wait for the end (wait-after); write and wait-after "
		  "where none is given.",
	.call = sync_range_call,
};
