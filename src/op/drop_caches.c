// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation drop-caches: 3 to /proc/sys/vm/drop_caches. */
#include "op/support.h"

static void drop_caches_call(const struct operation *operation UNUSED,
			     const struct layout *layout UNUSED,
			     struct call *call)
{
	op_control(CONTROL_DROP_CACHES, '3', call);
}

const struct op_type op_drop_caches = {
	.name = "drop-caches",
	.shape = SHAPE_NONE,
	.traits = TRAIT_OWN_FS,
	.calls = "3 to /proc/sys/vm/drop_caches",
	.manual = "Drop every clean page, dentry and inode of the machine "
		  "from memory. Needs root, and a filesystem of the test's "
		  "own.",
	.call = drop_caches_call,
};
