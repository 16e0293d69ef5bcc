// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation compact: 1 to /proc/sys/vm/compact_memory. */
#include "op/support.h"

static void compact_call(const struct operation *operation UNUSED,
			 const struct layout *layout UNUSED, struct call *call)
{
	op_control(CONTROL_COMPACT_MEMORY, '1', call);
}

const struct op_type op_compact = {
	.name = "compact",
	.shape = SHAPE_NONE,
	.traits = TRAIT_OWN_FS,
	.calls = "1 to /proc/sys/vm/compact_memory",
	.manual = "Compact the memory of the machine: the kernel migrates "
		  "pages from the low end of each zone to its high end. It "
		  "decides which, and may find none to move. Needs root.",
	.call = compact_call,
};
