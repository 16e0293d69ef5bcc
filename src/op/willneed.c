// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>

#include "op/support.h"

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	op_fadvise(actor, operation, POSIX_FADV_WILLNEED);
}

const struct op_type op_willneed = {
	.name = "willneed",
	.shape = SHAPE_FILE_ANY,
	.traits = TRAIT_CACHED,
	.calls = "posix_fadvise(2), POSIX_FADV_WILLNEED",
	.manual = "Ask for the range or the file to be read into the page "
		  "cache.",
	.perform = perform,
};
