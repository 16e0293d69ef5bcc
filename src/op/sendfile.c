// SPDX-License-Identifier: GPL-2.0-or-later
#include <sys/sendfile.h>

#include "op/support.h"

static ssize_t push(int fd, off_t *offset, int pipe, size_t length)
{
	return sendfile(pipe, fd, offset, length);
}

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	op_through_pipe(actor, operation, push);
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
	.perform = perform,
};
