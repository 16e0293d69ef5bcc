/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Detects workers that hang in a call on a filesystem. */
#ifndef FSLITMUS_RUN_HUNG_H
#define FSLITMUS_RUN_HUNG_H

#include <stdbool.h>
#include <stdint.h>

#include "run/board.h"

/* All zeroes for a new worker. */
struct hung {
	uint32_t calls;	    /* of the slot, at the latest look */
	uint64_t waited_ns; /* in the call, while we ran ourselves */
};

/*
 * To be called regularly, PASSED_NS after the last time. True once the worker
 * with process id PID has been in a call for longer than that call may take or,
 * if the run is to stop (STOPPING), for 5 seconds.
 */
bool hung_look(struct hung *hung, const struct slot *slot, pid_t pid,
	       uint64_t passed_ns, bool stopping);

/* Whether the call has taken so long that promise C7 is broken. */
bool hung_for_good(const struct hung *hung, const struct slot *slot);

/* "statfs(2) has not returned for 3 s (in state D, waiting in x)" */
void hung_describe(const struct hung *hung, const struct slot *slot, pid_t pid,
		   char *text, size_t size);

#endif
