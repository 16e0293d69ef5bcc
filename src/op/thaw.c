// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation thaw: FITHAW. */
#include <linux/fs.h>

#include "op/support.h"

static void thaw_call(const struct operation *operation,
		      const struct layout *layout UNUSED, struct call *call)
{
	op_file_ioctl(operation, FITHAW, call);
}

const struct op_type op_thaw = {
	.name = "thaw",
	.shape = SHAPE_FILE,
	.traits = TRAIT_OWN_FS,
	.calls = "FITHAW",
	.manual = "Thaw the frozen filesystem the file is on.",
	.call = thaw_call,
};
