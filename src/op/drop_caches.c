// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <unistd.h>

#include "op/support.h"

static void perform(struct actor *actor,
		    const struct operation *operation UNUSED,
		    struct record *record UNUSED)
{
	int fd = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);
	ssize_t result;

	if (fd < 0) {
		op_fail(actor, errno);
		return;
	}
	actor_begin(actor);
	result = write(fd, "3", 1);
	actor_end(actor, result, 1);
	close(fd);
}

const struct op_type op_drop_caches = {
	.name = "drop-caches",
	.shape = SHAPE_NONE,
	.traits = TRAIT_OWN_FS,
	.calls = "3 to /proc/sys/vm/drop_caches",
	.manual = "Drop every clean page, dentry and inode of the machine "
		  "from memory. Needs root, and a filesystem of the test's "
		  "own.",
	.perform = perform,
};
