// SPDX-License-Identifier: GPL-2.0-or-later
#include <unistd.h>

#include "op/support.h"

/* Returns bytes copied, or -1 if it failed before the first. */
static int64_t copy(int from, off_t start, int to, off_t at, uint64_t length)
{
	uint64_t done = 0;
	ssize_t result = 1;

	while (done < length && result > 0) {
		result = copy_file_range(from, &start, to, &at, length - done,
					 0);
		if (result > 0)
			done += result;
	}
	return result < 0 && !done ? -1 : (int64_t)done;
}

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	int from = op_fd(actor, operation->file);
	int to = from < 0 ? -1 : op_fd(actor, operation->target);
	uint64_t start, length;
	off_t at = actor_offset(actor, operation->target_at);
	int64_t result;

	if (to < 0)
		return;
	op_source(operation, &actor->layout, &start, &length);
	actor_begin(actor);
	result = copy(from, start, to, at, length);
	actor_end(actor, result, length);
}

const struct op_type op_copy = {
	.name = "copy",
	.shape = SHAPE_FILE_TO_FILE,
	.traits = TRAIT_CACHED,
	.calls = "copy_file_range(2)",
	.manual = "Copy the range, up to the end of file, to the target; "
		  "the target grows as needed. Repeated until the range is "
		  "copied or nothing more comes.",
	.perform = perform,
	.effects = op_copy_effects,
};
