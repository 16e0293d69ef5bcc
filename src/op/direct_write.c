// SPDX-License-Identifier: GPL-2.0-or-later
#include "op/support.h"

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	int fd = op_direct_fd(actor, operation->file);

	if (fd >= 0)
		op_pwrite(actor, operation, fd);
}

const struct op_type op_direct_write = {
	.name = "direct-write",
	.shape = SHAPE_FILE_RANGE,
	.traits = TRAIT_DIRECT | TRAIT_ALIGNED,
	.calls = "pwrite(2), O_DIRECT",
	.manual = "Write stamps to the range past the page cache; the file "
		  "grows as needed.",
	.perform = perform,
	.effects = op_write_effects,
};
