// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/ioctl.h>
#include <linux/types.h>
#include <sys/ioctl.h>

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
#define EXCHANGE_TO_EOF 1	/* and the sizes too; the length is ignored */

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	int first = op_fd(actor, operation->file);
	int second = first < 0 ? -1 : op_fd(actor, operation->target);
	struct exchange_range range = { .first_fd = first };
	uint64_t start = 0, length = 0;
	int result;

	if (second < 0)
		return;
	if (operation->whole)
		range.flags = EXCHANGE_TO_EOF;
	else
		actor_range(actor, operation, &start, &length);
	range.first_offset = start;
	range.length = length;
	range.second_offset = actor_offset(actor, operation->target_at);
	actor_begin(actor);
	result = ioctl(second, EXCHANGE_RANGE, &range);
	op_end_ioctl(actor, result, 0, 0);
}

static int effects(const struct operation *operation,
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
	.calls = "XFS_IOC_EXCHANGE_RANGE",
	.manual = "Exchange what two ranges hold, in one step. Of whole "
		  "files the sizes are exchanged too.",
	.perform = perform,
	.effects = effects,
};
