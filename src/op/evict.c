// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation evict: posix_fadvise(2), POSIX_FADV_DONTNEED. */
#include <fcntl.h>

#include "op/support.h"

static void evict_call(const struct operation *operation,
		       const struct layout *layout, struct call *call)
{
	op_fadvise(operation, layout, POSIX_FADV_DONTNEED, call);
}

const struct op_type op_evict = {
	.name = "evict",
	.shape = SHAPE_FILE_ANY,
	.calls = "posix_fadvise(2), POSIX_FADV_DONTNEED",
	.manual = "Drop the clean pages of the range or the file that "
		  "nobody maps from the page cache.",
	.call = evict_call,
};
