// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation reflink: ioctl_ficlonerange(2). */
#include <linux/fs.h>

#include "op/support.h"

static void clone_range(const struct operation *operation,
			const struct layout *layout, struct call *call)
{
	uint64_t start, length;

	op_range(operation, layout, &start, &length);
	op_field(call, offsetof(struct file_clone_range, src_fd), 8,
		 (struct argument)CALL_FILE(operation->file));
	op_field(call, offsetof(struct file_clone_range, src_offset), 8,
		 (struct argument)CALL_VALUE(start));
	op_field(call, offsetof(struct file_clone_range, src_length), 8,
		 (struct argument)CALL_VALUE(length));
	op_field(call, offsetof(struct file_clone_range, dest_offset), 8,
		 op_target_at(operation, layout));
}

static void reflink_call(const struct operation *operation,
			 const struct layout *layout, struct call *call)
{
	*call = (struct call){
		.number = SYS_ioctl,
		.arguments = { CALL_FILE(operation->target),
			       CALL_VALUE(FICLONE),
			       CALL_FILE(operation->file) },
	};
	if (operation->whole)
		return;
	call->arguments[1] = (struct argument)CALL_VALUE(FICLONERANGE);
	call->arguments[2] = (struct argument)CALL_BUFFER(0);
	clone_range(operation, layout, call);
}

static int reflink_effects(const struct operation *operation,
			   const struct layout *layout,
			   struct effect effects[EFFECT_MAX])
{
	if (!operation->whole)
		return op_copy_effects(operation, layout, effects);
	return op_effect_from(effects, 0, EFFECT_COPY, operation->target, 0,
			      EFFECT_TO_END, operation->file, 0);
}

const struct op_type op_reflink = {
	.name = "reflink",
	.shape = SHAPE_FILE_TO_FILE,
	.traits = TRAIT_ALIGNED,
	.limit = LIMIT_BEGINS_BEFORE_END,
	.calls = "ioctl_ficlonerange(2)",
	.manual = "Let the target share the blocks of the file or of its "
		  "range (FICLONE, FICLONERANGE). A longer target keeps "
		  "what lies behind a whole file.",
	.call = reflink_call,
	.effects = reflink_effects,
};
