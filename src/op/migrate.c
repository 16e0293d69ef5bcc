// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation migrate: the range's pages move to other memory. */
#include "op/support.h"

static void migrate_call(const struct operation *operation,
			 const struct layout *layout, struct call *call)
{
	op_pages(operation, layout, CALL_MOVE, call);
}

const struct op_type op_migrate = {
	.name = "migrate",
	.shape = SHAPE_FILE_RANGE,
	.traits = TRAIT_ALIGNED,
	.calls = "MOVE of /dev/fslitmus",
	.manual = "Migrate the folios of these pages that are in the page "
		  "cache to other memory, as compaction does. Folios that "
		  "somebody else uses at that moment may stay where they are. "
		  "In guests only.",
	.call = migrate_call,
	.conclude = op_pages_done,
};
