// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation unshare: fallocate(2), UNSHARE_RANGE|KEEP_SIZE. */
#include <fcntl.h>

#include "op/support.h"

static void unshare_call(const struct operation *operation,
			 const struct layout *layout, struct call *call)
{
	op_fallocate(operation, layout,
		     FALLOC_FL_UNSHARE_RANGE | FALLOC_FL_KEEP_SIZE, call);
}

const struct op_type op_unshare = {
	.name = "unshare",
	.shape = SHAPE_FILE_RANGE,
	.calls = "fallocate(2), UNSHARE_RANGE|KEEP_SIZE",
	.manual = "Give the range blocks of its own where it shares them "
		  "with another file; what it holds stays.",
	.call = unshare_call,
};
