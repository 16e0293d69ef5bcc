// SPDX-License-Identifier: GPL-2.0-or-later
#include <sys/mman.h>

#include "op/support.h"

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	const int index = operation->mapping;
	const uint64_t length = actor->memory->length[index];
	char *address = op_mapping(actor, operation);
	int result;

	if (!address)
		return;
	actor_begin(actor);
	result = munmap(address, length);
	if (!result)
		__atomic_store_n(&actor->memory->address[index], NULL,
				 __ATOMIC_RELEASE);
	actor_end(actor, result, 0);
	if (!result)
		op_place_left(index, address, length);
}

const struct op_type op_munmap = {
	.name = "munmap",
	.shape = SHAPE_MEMORY_ANY,
	.traits = TRAIT_MEMORY | TRAIT_UNMAPS | TRAIT_WHOLE | TRAIT_REVOKES,
	.calls = "munmap(2)",
	.manual = "Unmap the mapping. A load or store there at the same time "
		  "from another thread may raise SIGSEGV.",
	.perform = perform,
};
