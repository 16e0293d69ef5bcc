// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>

#include "op/support.h"

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	int fd = op_fd(actor, operation->file);
	uint64_t start, length;
	ssize_t result;

	if (fd < 0)
		return;
	actor_range(actor, operation, &start, &length);
	actor_begin(actor);
	result = readahead(fd, start, length);
	actor_end(actor, result, 0);
}

const struct op_type op_readahead = {
	.name = "readahead",
	.shape = SHAPE_FILE_ANY,
	.traits = TRAIT_CACHED,
	.calls = "readahead(2)",
	.manual = "Start reading the range or the file into the page cache.",
	.perform = perform,
};
