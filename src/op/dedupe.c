// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation dedupe: ioctl_fideduperange(2). */
#include <linux/fs.h>
#include <string.h>

#include "op/support.h"

/* The array of results that ends the request has one entry. */
#define INFO(member)                        \
	(sizeof(struct file_dedupe_range) + \
	 offsetof(struct file_dedupe_range_info, member))

static void dedupe_call(const struct operation *operation,
			const struct layout *layout, struct call *call)
{
	uint64_t start, length;

	op_source(operation, layout, &start, &length);
	*call = (struct call){
		.number = SYS_ioctl,
		.arguments = { CALL_FILE(operation->file),
			       CALL_VALUE(FIDEDUPERANGE), CALL_BUFFER(0) },
	};
	op_field(call, offsetof(struct file_dedupe_range, src_offset), 8,
		 (struct argument)CALL_VALUE(start));
	op_field(call, offsetof(struct file_dedupe_range, src_length), 8,
		 (struct argument)CALL_VALUE(length));
	op_field(call, offsetof(struct file_dedupe_range, dest_count), 2,
		 (struct argument)CALL_VALUE(1));
	op_field(call, INFO(dest_fd), 8,
		 (struct argument)CALL_FILE(operation->target));
	op_field(call, INFO(dest_offset), 8, op_target_at(operation, layout));
	/* The kernel fills in the rest of the entry. */
	call->buffer_bytes = INFO(reserved) + sizeof(__u32);
}

/* Bytes deduplicated; none where the ranges differ. */
static struct op_result dedupe_conclude(const struct operation *operation UNUSED,
					const struct layout *layout UNUSED,
					const struct op_progress *progress,
					const char *buffer)
{
	struct op_result end = { .result = progress->result };
	struct file_dedupe_range_info info;

	if (end.result < 0)
		return end;
	memcpy(&info, buffer + INFO(dest_fd), sizeof(info));
	if (info.status < 0)
		end.result = info.status;
	else
		end.result = end.wanted =
			info.status == FILE_DEDUPE_RANGE_SAME ?
				info.bytes_deduped :
				0;
	return end;
}

const struct op_type op_dedupe = {
	.name = "dedupe",
	.shape = SHAPE_FILE_TO_FILE,
	.traits = TRAIT_ALIGNED,
	.limit = LIMIT_ENDS_BY_END,
	.calls = "ioctl_fideduperange(2)",
	.manual = "Let the target share the blocks of the range if both "
		  "hold the same; if they differ, nothing is done. Neither "
		  "changes what the files hold.",
	.call = dedupe_call,
	.conclude = dedupe_conclude,
};
