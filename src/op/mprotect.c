// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation mprotect: mprotect(2). */
#include <sys/mman.h>

#include "op/support.h"

static const char *const options[] = { "none", "read", "write", NULL };

static const int protection[] = {
	PROT_NONE,
	PROT_READ,
	PROT_READ | PROT_WRITE,
};

static void mprotect_call(const struct operation *operation,
			  const struct layout *layout, struct call *call)
{
	op_memory_call(operation, layout, SYS_mprotect,
		       protection[op_chosen(operation)], call);
}

const struct op_type op_mprotect = {
	.name = "mprotect",
	.shape = SHAPE_MEMORY_ANY,
	/* What a locked private mapping may write to it faults in. */
	.traits = TRAIT_MEMORY | TRAIT_CACHED | TRAIT_REVOKES,
	.options = options,
	.exclusive = 3,
	.calls = "mprotect(2)",
	.manual = "Allow no access, reading, or reading and writing. A load "
		  "or store that is not allowed raises SIGSEGV.",
	.call = mprotect_call,
};
