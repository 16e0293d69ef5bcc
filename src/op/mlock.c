// SPDX-License-Identifier: GPL-2.0-or-later
#include <sys/mman.h>

#include "op/support.h"

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	uint64_t length;
	char *address = op_memory(actor, operation, &length);
	int result;

	if (!address)
		return;
	actor_begin(actor);
	result = mlock(address, length);
	actor_end(actor, result, 0);
}

const struct op_type op_mlock = {
	.name = "mlock",
	.shape = SHAPE_MEMORY_ANY,
	.traits = TRAIT_MEMORY | TRAIT_CACHED,
	.calls = "mlock(2)",
	.manual = "Fault the pages in and lock them in memory.",
	.perform = perform,
};
