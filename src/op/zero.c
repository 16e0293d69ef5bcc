// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation zero: fallocate(2), ZERO_RANGE. */
#include <fcntl.h>

#include "op/support.h"

static const char *const options[] = { "keep-size", NULL };

static void zero_call(const struct operation *operation,
		      const struct layout *layout, struct call *call)
{
	const int keep = op_has_option(operation, 0) ? FALLOC_FL_KEEP_SIZE : 0;

	op_fallocate(operation, layout, FALLOC_FL_ZERO_RANGE | keep, call);
}

static int zero_effects(const struct operation *operation,
			const struct layout *layout,
			struct effect effects[EFFECT_MAX])
{
	uint64_t start, end;

	if (!op_has_option(operation, 0))
		return op_clear_effects(operation, layout, effects);
	op_extent(operation, layout, &start, &end);
	return op_effect(effects, 0, EFFECT_ZERO, operation->file, start, end);
}

const struct op_type op_zero = {
	.name = "zero",
	.shape = SHAPE_FILE_RANGE,
	.options = options,
	.calls = "fallocate(2), ZERO_RANGE",
	.manual = "Zero the range, keeping its blocks allocated. The file "
		  "grows to hold the range, unless keep-size is given.",
	.call = zero_call,
	.effects = zero_effects,
};
