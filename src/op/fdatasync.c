// SPDX-License-Identifier: GPL-2.0-or-later
#include <unistd.h>

#include "op/support.h"

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	op_file_call(actor, operation, fdatasync);
}

const struct op_type op_fdatasync = {
	.name = "fdatasync",
	.shape = SHAPE_FILE,
	.calls = "fdatasync(2)",
	.manual = "Write the file to the disk, and of its metadata what is "
		  "needed to read it.",
	.perform = perform,
};
