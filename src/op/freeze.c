// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation freeze: FIFREEZE. */
#include <linux/fs.h>

#include "op/support.h"

static void freeze_call(const struct operation *operation,
			const struct layout *layout UNUSED, struct call *call)
{
	op_file_ioctl(operation, FIFREEZE, call);
}

const struct op_type op_freeze = {
	.name = "freeze",
	.shape = SHAPE_FILE,
	.traits = TRAIT_OWN_FS,
	.calls = "FIFREEZE",
	.manual = "Freeze the filesystem the file is on: writers wait until "
		  "it thaws. Needs root, and a filesystem of the test's "
		  "own.",
	.call = freeze_call,
};
