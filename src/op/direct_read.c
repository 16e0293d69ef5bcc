// SPDX-License-Identifier: GPL-2.0-or-later
#include "op/support.h"

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	int fd = op_direct_fd(actor, operation->file);

	if (fd >= 0)
		op_pread(actor, operation, fd);
}

const struct op_type op_direct_read = {
	.name = "direct-read",
	.shape = SHAPE_FILE_RANGE,
	.traits = TRAIT_OBSERVES | TRAIT_DIRECT | TRAIT_ALIGNED,
	.calls = "pread(2), O_DIRECT",
	.manual = "Read the range past the page cache. A short read says "
		  "where the file ends.",
	.perform = perform,
};
