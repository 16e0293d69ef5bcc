// SPDX-License-Identifier: GPL-2.0-or-later
#include "op/support.h"

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	int fd = op_fd(actor, operation->file);

	if (fd >= 0)
		op_pwrite(actor, operation, fd);
}

const struct op_type op_write = {
	.name = "write",
	.shape = SHAPE_FILE_RANGE,
	.traits = TRAIT_CACHED,
	.calls = "pwrite(2)",
	.manual = "Write stamps to the range; the file grows as needed.",
	.perform = perform,
	.effects = op_write_effects,
};
