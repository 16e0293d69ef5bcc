// SPDX-License-Identifier: GPL-2.0-or-later
/* The calls of an operation, one after the other, and what they came to. */
#include <string.h>

#include "op/support.h"

bool op_next(const struct operation *operation, const struct layout *layout,
	     struct op_progress *progress, struct call *call)
{
	const struct op_type *type = operation->type;

	if (type->call && progress->calls)
		return false;
	memset(call, 0, sizeof(*call));
	if (type->call)
		type->call(operation, layout, call);
	else if (!type->next(operation, layout, progress, call))
		return false;
	progress->calls++;
	return true;
}

struct op_result op_conclude(const struct operation *operation,
			     const struct layout *layout,
			     const struct op_progress *progress,
			     const struct call *call, const char *buffer)
{
	struct op_result end = { .result = progress->result,
				 .wanted = call->wanted };

	if (operation->type->conclude)
		return operation->type->conclude(operation, layout, progress,
						 buffer);
	if (end.result < 0)
		return end;
	if (call->changes) /* it returned an address, or 0 */
		end.result = 0;
	if (operation->type->traits & TRAIT_OBSERVES) {
		end.sees = true;
		end.seen = end.result;
		end.covered = call->wanted;
	}
	return end;
}
