// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation split: the range's large folios become small ones. */
#include "op/support.h"

static void split_call(const struct operation *operation,
		       const struct layout *layout, struct call *call)
{
	op_pages(operation, layout, CALL_SPLIT, call);
}

const struct op_type op_split = {
	.name = "split",
	.shape = SHAPE_FILE_RANGE,
	.traits = TRAIT_ALIGNED,
	.calls = "SPLIT of /dev/fslitmus, or split_huge_pages of debugfs",
	.manual = "Split the large folios that have pages of the range into "
		  "the smallest that the filesystem allows. Folios that "
		  "somebody else uses at that moment may stay large. Outside "
		  "of guests it needs root, and debugfs on /sys/kernel/debug.",
	.call = split_call,
	.conclude = op_pages_done,
};
