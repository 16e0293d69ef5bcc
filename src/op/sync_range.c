// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>

#include "op/support.h"

static const char *const options[] = {
	"wait-before", "write", "wait-after", NULL,
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

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	const unsigned int flags = sync_flags(operation);
	uint64_t start = 0, length = 0; /* 0: to the end of the file */
	int fd = op_fd(actor, operation->file);
	int result;

	if (fd < 0)
		return;
	if (!operation->whole)
		actor_range(actor, operation, &start, &length);
	actor_begin(actor);
	result = sync_file_range(fd, start, length, flags);
	actor_end(actor, result, 0);
}

const struct op_type op_sync_range = {
	.name = "sync-range",
	.shape = SHAPE_FILE_ANY,
	.options = options,
	.default_options = WRITE | WAIT_AFTER,
	.calls = "sync_file_range(2)",
	.manual = "Start writing back dirty pages (write), after waiting "
		  "for those already under writeback (wait-before), and "
		  "wait for the end (wait-after); write and wait-after "
		  "where none is given.",
	.perform = perform,
};
