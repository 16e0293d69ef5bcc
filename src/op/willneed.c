// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation willneed: posix_fadvise(2), POSIX_FADV_WILLNEED. */
#include <fcntl.h>

#include "op/support.h"

static void willneed_call(const struct operation *operation,
			  const struct layout *layout, struct call *call)
{
	op_fadvise(operation, layout, POSIX_FADV_WILLNEED, call);
}

const struct op_type op_willneed = {
	.name = "willneed",
	.shape = SHAPE_FILE_ANY,
	.traits = TRAIT_CACHED,
	.calls = "posix_fadvise(2), POSIX_FADV_WILLNEED",
	.manual = "Ask for the range or the file to be read into the page "
		  "cache.",
	.call = willneed_call,
};
