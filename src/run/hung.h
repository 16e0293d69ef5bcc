/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does a worker hang with the filesystem that it makes a call on? */
#ifndef FSLITMUS_RUN_HUNG_H
#define FSLITMUS_RUN_HUNG_H

#include <stdbool.h>
#include <stdint.h>

#include "run/board.h"

/* All zeroes for a new worker. */
struct hung {
	uint32_t calls;		/* as the slot had them at the latest look */
	uint64_t waited_ns;	/* at the call, as far as we were there */
};

/*
 * Call every now and then, PASSED_NS after the last time. True once the
 * worker with PID has been at a call for longer than that may take, or than
 * who asked the run to stop is ready to wait.
 */
bool hung_look(struct hung *hung, const struct slot *slot, pid_t pid,
	       uint64_t passed_ns, bool stopping);

/* Has it been there so long that the filesystem hangs (C7)? */
bool hung_for_good(const struct hung *hung, const struct slot *slot);

/* "statfs(2) has not returned for 3 s (in state D, waiting in x)" */
void hung_describe(const struct hung *hung, const struct slot *slot, pid_t pid,
		   char *text, size_t size);

#endif
