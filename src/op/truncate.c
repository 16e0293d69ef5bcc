// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation truncate: ftruncate(2). */
#include "op/support.h"

static void truncate_call(const struct operation *operation,
			  const struct layout *layout, struct call *call)
{
	const int64_t size = position_bytes(operation->range.start,
					    layout->page_size);

	*call = (struct call){
		.number = SYS_ftruncate,
		.arguments = { CALL_FILE(operation->file), CALL_VALUE(size) },
	};
}

static int truncate_effects(const struct operation *operation,
			    const struct layout *layout,
			    struct effect effects[EFFECT_MAX])
{
	const uint64_t size = position_bytes(operation->range.start,
					     layout->page_size);
	int n = 0;

	n = op_effect(effects, n, EFFECT_CUT, operation->file, size,
		      EFFECT_TO_END);
	return op_effect(effects, n, EFFECT_GROW, operation->file, 0, size);
}

const struct op_type op_truncate = {
	.name = "truncate",
	.shape = SHAPE_FILE_SIZE,
	.calls = "ftruncate(2)",
	.manual = "Set the size. What lay beyond it is gone, and reads zero "
		  "when the file grows again.",
	.call = truncate_call,
	.effects = truncate_effects,
};
