// SPDX-License-Identifier: GPL-2.0-or-later
#include <unistd.h>

#include "op/support.h"

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	int fd = op_fd(actor, operation->file);
	off_t size = actor_offset(actor, operation->range.start);
	int result;

	if (fd < 0)
		return;
	actor_begin(actor);
	result = ftruncate(fd, size);
	actor_end(actor, result, 0);
}

static int effects(const struct operation *operation,
		   const struct layout *layout,
		   struct effect effects[EFFECT_MAX])
{
	const uint64_t size =
		position_bytes(operation->range.start, layout->page_size);
	int n = 0;

	n = op_effect(effects, n, EFFECT_CUT, operation->file, size,
		      EFFECT_TO_END);
	return op_effect(effects, n, EFFECT_GROW, operation->file, 0, size);
}

const struct op_type op_truncate = {
	.name = "truncate",
	.shape = SHAPE_FILE_SIZE,
	.calls = "ftruncate(2)",
	.manual = "Set the size. What lay beyond it is gone, and reads zero "
		  "when the file grows again.",
	.perform = perform,
	.effects = effects,
};
