// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation allocate: fallocate(2). */
#include <fcntl.h>

#include "op/support.h"

static const char *const options[] = { "keep-size", NULL };

static void allocate_call(const struct operation *operation,
			  const struct layout *layout, struct call *call)
{
	const int keep = op_has_option(operation, 0) ? FALLOC_FL_KEEP_SIZE : 0;

	op_fallocate(operation, layout, keep, call);
}

static int allocate_effects(const struct operation *operation,
			    const struct layout *layout,
			    struct effect effects[EFFECT_MAX])
{
	uint64_t start, end;

	if (op_has_option(operation, 0))
		return 0;
	op_extent(operation, layout, &start, &end);
	return op_effect(effects, 0, EFFECT_GROW, operation->file, 0, end);
}

const struct op_type op_allocate = {
	.name = "allocate",
	.shape = SHAPE_FILE_RANGE,
	.options = options,
	.calls = "fallocate(2)",
	.manual = "Allocate blocks for the range. The file grows to hold "
		  "it, unless keep-size is given; what it holds stays.",
	.call = allocate_call,
	.effects = allocate_effects,
};
