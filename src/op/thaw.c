// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <sys/ioctl.h>

#include "op/support.h"

static int thaw(int fd)
{
	return ioctl(fd, FITHAW, 0);
}

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	op_file_call(actor, operation, thaw);
}

const struct op_type op_thaw = {
	.name = "thaw",
	.shape = SHAPE_FILE,
	.traits = TRAIT_OWN_FS,
	.calls = "FITHAW",
	.manual = "Thaw the frozen filesystem the file is on.",
	.perform = perform,
};
