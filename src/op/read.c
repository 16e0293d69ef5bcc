// SPDX-License-Identifier: GPL-2.0-or-later
#include "op/support.h"

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	int fd = op_fd(actor, operation->file);

	if (fd >= 0)
		op_pread(actor, operation, fd);
}

const struct op_type op_read = {
	.name = "read",
	.shape = SHAPE_FILE_RANGE,
	.traits = TRAIT_OBSERVES | TRAIT_CACHED,
	.calls = "pread(2)",
	.manual = "Read the range. A short read says where the file ends.",
	.perform = perform,
};
