/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Child processes that cannot outlive their purpose. */
#ifndef FSLITMUS_BACKEND_CHILD_H
#define FSLITMUS_BACKEND_CHILD_H

#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * fork(), but the child starts with default signal handlers and an empty
 * signal mask, and receives DEATH_SIGNAL when the thread that forked it
 * ends, killed or not (0: it does not). Returns as fork() does.
 */
pid_t child_fork(int death_signal);

/* Close every descriptor from FIRST on. */
void child_close_from(int first);

struct process_look {
	char state;		/* as ps(1) shows it */
	pid_t group;
	uint64_t waited_for_ns;	/* processor time of the children that it
				   waited for, to a clock tick */
};

/* PID is a name in /proc. False if there is no such process (any more). */
bool process_look(const char *pid, struct process_look *look);

/*
 * Is there a process in the group that is more than a zombie? For groups
 * whose processes others must reap.
 */
bool group_alive(pid_t group);

/* Sleep so many milliseconds. */
void sleep_ms(int milliseconds);

#endif
