// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <sys/ioctl.h>

#include "op/support.h"

static int clone(struct actor *actor, const struct operation *operation,
		 int from, int to)
{
	uint64_t start, length;
	struct file_clone_range range = { .src_fd = from };

	if (operation->whole)
		return ioctl(to, FICLONE, from);
	actor_range(actor, operation, &start, &length);
	range.src_offset = start;
	range.src_length = length;
	range.dest_offset = actor_offset(actor, operation->target_at);
	return ioctl(to, FICLONERANGE, &range);
}

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	int from = op_fd(actor, operation->file);
	int to = from < 0 ? -1 : op_fd(actor, operation->target);
	int result;

	if (to < 0)
		return;
	actor_begin(actor);
	result = clone(actor, operation, from, to);
	op_end_ioctl(actor, result, 0, 0);
}

static int effects(const struct operation *operation,
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
	.calls = "ioctl_ficlonerange(2)",
	.manual = "Let the target share the blocks of the file or of its "
		  "range (FICLONE, FICLONERANGE). A longer target keeps "
		  "what lies behind a whole file.",
	.perform = perform,
	.effects = effects,
};
