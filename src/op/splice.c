// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>

#include "op/support.h"

static ssize_t push(int fd, off_t *offset, int pipe, size_t length)
{
	return splice(fd, offset, pipe, NULL, length, 0);
}

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	op_through_pipe(actor, operation, push);
}

const struct op_type op_splice = {
	.name = "splice",
	.shape = SHAPE_FILE_RANGE,
	.traits = TRAIT_OBSERVES | TRAIT_CACHED,
	.calls = "splice(2)",
	.manual = "Splice the range into a pipe and read it back there, as "
		  "sendfile does.",
	.perform = perform,
};
