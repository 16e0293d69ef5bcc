// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <sys/ioctl.h>

#include "op/support.h"

/* The header declares the array that ends it without a length. */
union request {
	char room[sizeof(struct file_dedupe_range) +
		  sizeof(struct file_dedupe_range_info)];
	struct file_dedupe_range range;
};

/* Returns bytes deduplicated, 0 where the ranges differ, or -1. */
static int64_t dedupe(int from, union request *request)
{
	const struct file_dedupe_range_info *info = request->range.info;

	if (ioctl(from, FIDEDUPERANGE, request) < 0)
		return -1;
	if (info->status >= 0)
		return info->status == FILE_DEDUPE_RANGE_SAME ?
			info->bytes_deduped : 0;
	errno = -info->status;
	return -1;
}

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	union request request = { .room = { 0 } };
	int from = op_fd(actor, operation->file);
	int to = from < 0 ? -1 : op_fd(actor, operation->target);
	uint64_t start, length;
	int64_t result;

	if (to < 0)
		return;
	op_source(operation, &actor->layout, &start, &length);
	request.range.dest_count = 1;
	request.range.src_offset = start;
	request.range.src_length = length;
	request.range.info->dest_fd = to;
	request.range.info->dest_offset =
		actor_offset(actor, operation->target_at);
	actor_begin(actor);
	result = dedupe(from, &request);
	op_end_ioctl(actor, result < 0 ? -1 : 0, result, result);
}

const struct op_type op_dedupe = {
	.name = "dedupe",
	.shape = SHAPE_FILE_TO_FILE,
	.traits = TRAIT_ALIGNED,
	.calls = "ioctl_fideduperange(2)",
	.manual = "Let the target share the blocks of the range if both "
		  "hold the same; if they differ, nothing is done. Neither "
		  "changes what the files hold.",
	.perform = perform,
};
