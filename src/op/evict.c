// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>

#include "op/support.h"

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	op_fadvise(actor, operation, POSIX_FADV_DONTNEED);
}

const struct op_type op_evict = {
	.name = "evict",
	.shape = SHAPE_FILE_ANY,
	.calls = "posix_fadvise(2), POSIX_FADV_DONTNEED",
	.manual = "Drop the clean pages of the range or the file that "
		  "nobody maps from the page cache.",
	.perform = perform,
};
