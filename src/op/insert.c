// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation insert: fallocate(2), INSERT_RANGE. */
#include <fcntl.h>

#include "op/support.h"

static void insert_call(const struct operation *operation,
			const struct layout *layout, struct call *call)
{
	op_fallocate(operation, layout, FALLOC_FL_INSERT_RANGE, call);
}

static int insert_effects(const struct operation *operation,
			  const struct layout *layout,
			  struct effect effects[EFFECT_MAX])
{
	const int file = operation->file;
	uint64_t start, end;
	int n = 0;

	op_extent(operation, layout, &start, &end);
	n = op_effect(effects, n, EFFECT_CLEAR, file, start, end);
	return op_effect_from(effects, n, EFFECT_MOVE, file, end, EFFECT_TO_END,
			      file, -(int64_t)(end - start));
}

const struct op_type op_insert = {
	.name = "insert",
	.shape = SHAPE_FILE_RANGE,
	.traits = TRAIT_ALIGNED,
	.limit = LIMIT_BEGINS_BEFORE_END,
	.calls = "fallocate(2), INSERT_RANGE",
	.manual = "Insert a hole as long as the range: what was there and "
		  "all that follows moves up behind it, and the file grows.",
	.call = insert_call,
	.effects = insert_effects,
};
