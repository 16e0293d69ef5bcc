// SPDX-License-Identifier: GPL-2.0-or-later
#include <unistd.h>

#include "op/support.h"

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	op_file_call(actor, operation, fsync);
}

const struct op_type op_fsync = {
	.name = "fsync",
	.shape = SHAPE_FILE,
	.calls = "fsync(2)",
	.manual = "Write the file and all its metadata to the disk.",
	.perform = perform,
};
