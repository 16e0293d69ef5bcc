// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>

#include "op/support.h"

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	op_fallocate(actor, operation,
		     FALLOC_FL_UNSHARE_RANGE | FALLOC_FL_KEEP_SIZE);
}

const struct op_type op_unshare = {
	.name = "unshare",
	.shape = SHAPE_FILE_RANGE,
	.calls = "fallocate(2), UNSHARE_RANGE|KEEP_SIZE",
	.manual = "Give the range blocks of its own where it shares them "
		  "with another file; what it holds stays.",
	.perform = perform,
};
