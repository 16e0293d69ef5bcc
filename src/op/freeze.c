// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <sys/ioctl.h>

#include "op/support.h"

static int freeze(int fd)
{
	return ioctl(fd, FIFREEZE, 0);
}

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	op_file_call(actor, operation, freeze);
}

const struct op_type op_freeze = {
	.name = "freeze",
	.shape = SHAPE_FILE,
	.traits = TRAIT_OWN_FS,
	.calls = "FIFREEZE",
	.manual = "Freeze the filesystem the file is on: writers wait until "
		  "it thaws. Needs root, and a filesystem of the test's "
		  "own.",
	.perform = perform,
};
