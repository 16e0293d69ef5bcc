// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation exchange: XFS_IOC_EXCHANGE_RANGE. */
#include <linux/ioctl.h>
#include <linux/types.h>

#include "op/support.h"

/*
 * The kernel's interface since 6.10; older headers lack it. The call is
 * made on the second file.
 */
struct exchange_range {
	__s32 first_fd;
	__u32 zero;
	__u64 first_offset;
	__u64 second_offset;
	__u64 length;
	__u64 flags;
};

#define EXCHANGE_RANGE _IOW('X', 129, struct exchange_range)
#define EXCHANGE_TO_EOF 1 /* and the sizes too; the length is ignored */

static void exchange_call(const struct operation *operation,
			  const struct layout *layout, struct call *call)
{
	uint64_t start = 0, length = 0;

	if (!operation->whole)
		op_range(operation, layout, &start, &length);
	*call = (struct call){
		.number = SYS_ioctl,
		.arguments = { CALL_FILE(operation->target),
			       CALL_VALUE(EXCHANGE_RANGE), CALL_BUFFER(0) },
	};
	op_field(call, offsetof(struct exchange_range, first_fd), 4,
		 (struct argument)CALL_FILE(operation->file));
	op_field(call, offsetof(struct exchange_range, first_offset), 8,
		 (struct argument)CALL_VALUE(start));
	op_field(call, offsetof(struct exchange_range, second_offset), 8,
		 op_target_at(operation, layout));
	op_field(call, offsetof(struct exchange_range, length), 8,
		 (struct argument)CALL_VALUE(length));
	op_field(call, offsetof(struct exchange_range, flags), 8,
		 (struct argument)CALL_VALUE(
			 operation->whole ? EXCHANGE_TO_EOF : 0));
}

static int exchange_effects(const struct operation *operation,
			    const struct layout *layout,
			    struct effect effects[EFFECT_MAX])
{
	const int first = operation->file, second = operation->target;
	uint64_t start = 0, end = EFFECT_TO_END, to = 0, to_end = EFFECT_TO_END;
	int n = 0;

	if (!operation->whole) {
		op_extent(operation, layout, &start, &end);
		to = position_bytes(operation->target_at, layout->page_size);
		to_end = to + (end - start);
	}
	n = op_effect_from(effects, n, EFFECT_MOVE, second, to, to_end, first,
			   start - to);
	return op_effect_from(effects, n, EFFECT_MOVE, first, start, end,
			      second, to - start);
}

const struct op_type op_exchange = {
	.name = "exchange",
	.shape = SHAPE_FILE_TO_FILE,
	.traits = TRAIT_ALIGNED,
	.limit = LIMIT_ENDS_BY_END,
	.calls = "XFS_IOC_EXCHANGE_RANGE",
	.manual = "Exchange what two ranges hold, in one step. Of whole "
		  "files the sizes are exchanged too.",
	.call = exchange_call,
	.effects = exchange_effects,
};
