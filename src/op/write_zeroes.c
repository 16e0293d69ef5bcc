// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation write-zeroes: fallocate(2), WRITE_ZEROES. */
#include <linux/falloc.h>

#include "op/support.h"

#ifndef FALLOC_FL_WRITE_ZEROES
#define FALLOC_FL_WRITE_ZEROES 0x80 /* Linux 6.17 */
#endif

/* vfs_fallocate() refuses FALLOC_FL_KEEP_SIZE together with it. */
static void write_zeroes_call(const struct operation *operation,
			      const struct layout *layout, struct call *call)
{
	op_fallocate(operation, layout, FALLOC_FL_WRITE_ZEROES, call);
}

const struct op_type op_write_zeroes = {
	.name = "write-zeroes",
	.shape = SHAPE_FILE_RANGE,
	.calls = "fallocate(2), WRITE_ZEROES",
	.manual = "Zero the range, leaving written blocks where zero may "
		  "leave unwritten ones. The file grows to hold the range. "
		  "Since Linux 6.17, where filesystem and disk can do it.",
	.call = write_zeroes_call,
	.effects = op_clear_effects,
};
