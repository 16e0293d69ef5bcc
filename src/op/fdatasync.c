// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation fdatasync: fdatasync(2). */
#include "op/support.h"

static void fdatasync_call(const struct operation *operation,
			   const struct layout *layout UNUSED,
			   struct call *call)
{
	op_file_call(operation, SYS_fdatasync, call);
}

const struct op_type op_fdatasync = {
	.name = "fdatasync",
	.shape = SHAPE_FILE,
	.traits = TRAIT_SYNCS,
	.calls = "fdatasync(2)",
	.manual = "Write the file to the disk, and of its metadata what is "
		  "needed to read it.",
	.call = fdatasync_call,
};
