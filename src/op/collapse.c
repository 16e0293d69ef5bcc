// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation collapse: fallocate(2), COLLAPSE_RANGE. */
#include <fcntl.h>

#include "op/support.h"

static void collapse_call(const struct operation *operation,
			  const struct layout *layout, struct call *call)
{
	op_fallocate(operation, layout, FALLOC_FL_COLLAPSE_RANGE, call);
}

static int collapse_effects(const struct operation *operation,
			    const struct layout *layout,
			    struct effect effects[EFFECT_MAX])
{
	uint64_t start, end;

	op_extent(operation, layout, &start, &end);
	return op_effect_from(effects, 0, EFFECT_MOVE, operation->file, start,
			      EFFECT_TO_END, operation->file, end - start);
}

const struct op_type op_collapse = {
	.name = "collapse",
	.shape = SHAPE_FILE_RANGE,
	.traits = TRAIT_ALIGNED,
	.limit = LIMIT_ENDS_BEFORE_END,
	.calls = "fallocate(2), COLLAPSE_RANGE",
	.manual = "Take the range out of the file: what follows moves to "
		  "its place, and the file shrinks.",
	.call = collapse_call,
	.effects = collapse_effects,
};
