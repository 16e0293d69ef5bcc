// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation punch: fallocate(2), PUNCH_HOLE|KEEP_SIZE. */
#include <fcntl.h>

#include "op/support.h"

static void punch_call(const struct operation *operation,
		       const struct layout *layout, struct call *call)
{
	op_fallocate(operation, layout,
		     FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, call);
}

static int punch_effects(const struct operation *operation,
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
	.call = punch_call,
	.effects = punch_effects,
};
