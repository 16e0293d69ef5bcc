// SPDX-License-Identifier: GPL-2.0-or-later
/* Tells a worker that hangs in a call from one that is slow (hung.h). */
#include "run/hung.h"

#include <stdio.h>

#include "backend/hang.h"

#define SECOND 1000000000ull
/* A longer time between two looks means that we did not run either. */
#define LOOK_MAX (SECOND / 2)
/* After Ctrl-C, how long to wait for a call to return. */
#define STOP_LIMIT_NS (5 * SECOND)

/* Runnable or stopped: the process is slow, but does not hang. */
static bool may_run(pid_t pid)
{
	struct thread_look look;

	thread_look(pid, &look);
	return look.state == 'R' || look.state == 'T' || look.state == 't';
}

bool hung_for_good(const struct hung *hung, const struct slot *slot)
{
	return slot->call_limit_ns && hung->waited_ns >= slot->call_limit_ns;
}

bool hung_look(struct hung *hung, const struct slot *slot, pid_t pid,
	       uint64_t passed_ns, bool stopping)
{
	uint32_t calls = slot->calls;

	if (calls % 2 == 0 || calls != hung->calls) {
		hung->calls = calls;
		hung->waited_ns = 0;
		return false;
	}
	if (may_run(pid))
		return false;
	hung->waited_ns += passed_ns < LOOK_MAX ? passed_ns : LOOK_MAX;
	return hung_for_good(hung, slot) ||
	       (stopping && hung->waited_ns >= STOP_LIMIT_NS);
}

void hung_describe(const struct hung *hung, const struct slot *slot, pid_t pid,
		   char *text, size_t size)
{
	unsigned long long seconds = hung->waited_ns / SECOND;
	struct thread_look look;
	char where[128];

	thread_look(pid, &look);
	thread_describe(&look, where, sizeof(where));
	/* The stack says nothing if it waits for another process. */
	if (thread_waits_for_fellows(&look))
		snprintf(text, size, "%s has not returned for %llu s",
			 slot->call, seconds);
	else
		snprintf(text, size, "%s has not returned for %llu s (%s%s%s)",
			 slot->call, seconds, where,
			 look.stack[0] ? "; stack: " : "", look.stack);
}
