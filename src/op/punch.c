// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>

#include "op/support.h"

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	op_fallocate(actor, operation,
		     FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE);
}

static int effects(const struct operation *operation,
		   const struct layout *layout,
		   struct effect effects[EFFECT_MAX])
{
	uint64_t start, end;

	op_extent(operation, layout, &start, &end);
	return op_effect(effects, 0, EFFECT_ZERO, operation->file, start, end);
}

const struct op_type op_punch = {
	.name = "punch",
	.shape = SHAPE_FILE_RANGE,
	.calls = "fallocate(2), PUNCH_HOLE|KEEP_SIZE",
	.manual = "Punch a hole: the range reads zero, the size stays.",
	.perform = perform,
	.effects = effects,
};
