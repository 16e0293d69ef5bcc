// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation fsync: fsync(2). */
#include "op/support.h"

static void fsync_call(const struct operation *operation,
		       const struct layout *layout UNUSED, struct call *call)
{
	op_file_call(operation, SYS_fsync, call);
}

const struct op_type op_fsync = {
	.name = "fsync",
	.shape = SHAPE_FILE,
	.traits = TRAIT_SYNCS,
	.calls = "fsync(2)",
	.manual = "Write the file and all its metadata to the disk.",
	.call = fsync_call,
};
