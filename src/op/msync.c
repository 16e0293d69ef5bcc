// SPDX-License-Identifier: GPL-2.0-or-later
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

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	const int flags = sync_flags(operation);
	uint64_t length;
	char *address = op_memory(actor, operation, &length);
	int result;

	if (!address)
		return;
	actor_begin(actor);
	result = msync(address, length, flags);
	actor_end(actor, result, 0);
}

const struct op_type op_msync = {
	.name = "msync",
	.shape = SHAPE_MEMORY_ANY,
	.traits = TRAIT_MEMORY,
	.options = options,
	.exclusive = 2,
	.default_options = 1 << SYNC,
	.calls = "msync(2)",
	.manual = "Write what was stored to the mapping to the disk; async "
		  "only asks for it, and invalidate adds MS_INVALIDATE.",
	.perform = perform,
};
