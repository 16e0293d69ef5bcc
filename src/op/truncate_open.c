// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation truncate-open: open(2), O_TRUNC. */
#include <fcntl.h>

#include "op/support.h"

/*
 * Opens the file once more, and closes that again. An error of close(2) is one
 * of the operation, too: ext4 writes the file out there (auto_da_alloc).
 */
static bool truncate_open_next(const struct operation *operation,
			       const struct layout *layout,
			       struct op_progress *progress, struct call *call)
{
	const struct file_decl *file = &layout->test->file[operation->file];
	const bool creates = file->content == CONTENT_ABSENT;

	if (!progress->calls) {
		*call = (struct call){
			.number = SYS_openat,
			.arguments = { CALL_DIRECTORY,
				       CALL_NAME(operation->file),
				       CALL_VALUE(O_RDWR | O_TRUNC | O_CLOEXEC |
						  (creates ? O_CREAT : 0)),
				       CALL_VALUE(creates ? 0600 : 0) },
		};
		return true;
	}
	if (progress->calls > 1 || progress->result < 0)
		return false;
	*call = (struct call){
		.number = SYS_close,
		.arguments = { CALL_OPENED },
	};
	return true;
}

static int truncate_open_effects(const struct operation *operation,
				 const struct layout *layout UNUSED,
				 struct effect effects[EFFECT_MAX])
{
	return op_effect(effects, 0, EFFECT_CUT, operation->file, 0,
			 EFFECT_TO_END);
}

const struct op_type op_truncate_open = {
	.name = "truncate-open",
	.shape = SHAPE_FILE,
	.calls = "open(2), O_TRUNC; close(2)",
	.manual = "Open the file with O_TRUNC, which sets its size to nothing, "
		  "and close that again.",
	.next = truncate_open_next,
	.effects = truncate_open_effects,
};
