// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation write-zeroes: fallocate(2), WRITE_ZEROES. */
#include "op/support.h"

/* Linux 6.17; older headers lack it. It always extends the file. */
#define WRITE_ZEROES 0x80

static void write_zeroes_call(const struct operation *operation,
			      const struct layout *layout, struct call *call)
{
	op_fallocate(operation, layout, WRITE_ZEROES, call);
}

static int write_zeroes_effects(const struct operation *operation,
				const struct layout *layout,
				struct effect effects[EFFECT_MAX])
{
	const int file = operation->file;
	uint64_t start, end;
	int n = 0;

	op_extent(operation, layout, &start, &end);
	n = op_effect(effects, n, EFFECT_CLEAR, file, start, end);
	return op_effect(effects, n, EFFECT_GROW, file, 0, start);
}

const struct op_type op_write_zeroes = {
	.name = "write-zeroes",
	.shape = SHAPE_FILE_RANGE,
	.calls = "fallocate(2), WRITE_ZEROES",
	.manual = "Zero the range in blocks that are allocated and written, "
		  "which the disk zeroes. The file grows to hold the range. "
		  "Linux 6.17 and later.",
	.call = write_zeroes_call,
	.effects = write_zeroes_effects,
};
