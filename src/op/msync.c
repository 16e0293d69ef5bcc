// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation msync: msync(2). */
#include <sys/mman.h>

#include "op/support.h"

/* In the order of the options' names. */
enum {
	SYNC,
	ASYNC,
	INVALIDATE,
};

static const char *const options[] = { "sync", "async", "invalidate", NULL };

static int sync_flags(const struct operation *operation)
{
	int flags = op_has_option(operation, ASYNC) ? MS_ASYNC : MS_SYNC;

	if (op_has_option(operation, INVALIDATE))
		flags |= MS_INVALIDATE;
	return flags;
}

static void msync_call(const struct operation *operation,
		       const struct layout *layout, struct call *call)
{
	op_memory_call(operation, layout, SYS_msync, sync_flags(operation),
		       call);
}

const struct op_type op_msync = {
	.name = "msync",
	.shape = SHAPE_MEMORY_ANY,
	.traits = TRAIT_MEMORY,
	.options = options,
	.exclusive = 2,
	.default_options = 1 << SYNC,
	.syncing = 1 << SYNC,
	.calls = "msync(2)",
	.manual = "Write what was stored to the mapping to the disk; async "
		  "only asks for it, and invalidate adds MS_INVALIDATE.",
	.call = msync_call,
};
