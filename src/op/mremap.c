// SPDX-License-Identifier: GPL-2.0-or-later
#include <sys/mman.h>

#include "op/support.h"

static void move(struct actor *actor, int index, char *from, char *to,
		 uint64_t length)
{
	char *result;

	actor_begin(actor);
	result = mremap(from, length, length, MREMAP_MAYMOVE | MREMAP_FIXED,
			to);
	if (result == MAP_FAILED) {
		actor_end(actor, -1, 0);
		op_place_failed(index, to, length);
		return;
	}
	__atomic_store_n(&actor->memory->address[index], to, __ATOMIC_RELEASE);
	actor_end(actor, 0, 0);
	op_place_left(index, from, length);
}

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	const int index = operation->mapping;
	const uint64_t length = actor->memory->length[index];
	char *from = op_mapping(actor, operation);
	char *to;

	if (!from)
		return;
	to = op_place(index, actor->memory->offset[index], length, from);
	if (to)
		move(actor, index, from, to, length);
	else
		op_fail(actor, errno);
}

const struct op_type op_mremap = {
	.name = "mremap",
	.shape = SHAPE_MEMORY_ANY,
	.traits = TRAIT_MEMORY | TRAIT_WHOLE | TRAIT_REVOKES,
	.calls = "mremap(2), MREMAP_MAYMOVE|MREMAP_FIXED",
	.manual = "Move the whole mapping to another address. A load or store "
		  "at the same time from another thread may raise SIGSEGV.",
	.perform = perform,
};
