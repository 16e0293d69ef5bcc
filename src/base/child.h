/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Child processes that cannot outlive their purpose. */
#ifndef FSLITMUS_BASE_CHILD_H
#define FSLITMUS_BASE_CHILD_H

#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * fork(), but the child starts with default signal handlers and an empty
 * signal mask, and receives DEATH_SIGNAL when the thread that forked it
 * ends, killed or not (0: it does not); also if that ended before the child
 * could ask for it. exec of a set-user-ID program would revoke that. Returns
 * as fork() does.
 */
pid_t child_fork(int death_signal);

/*
 * The same, for a child that is to execute another program, with SIGKILL, in
 * a session and process group of its own that the returned id names, and in
 * a PID namespace of its own where the caller may make one: as root, or in a
 * user namespace that maps the caller's own ids alone. Then nothing that the
 * program starts outlives it, in whatever state it is, and the child has not
 * ended before all of that is gone. The returned id is that of the
 * namespace's first process there, which exits as the program did: with its
 * status, or 128 and the number of the signal that killed it.
 */
pid_t child_fork_apart(void);

/*
 * The end of children. A process id is another's once its process was waited
 * for. So a child's id is first asked about, then forgotten, where a signal
 * handler may use it, and only then given to one of the last two.
 */

/* Has it ended, and was not reaped? */
bool child_ended(pid_t pid);

/* Waits until then. */
void child_await(pid_t pid);

/*
 * Waits until then, kills what is left of the process group it leads, if it
 * leads one, and reaps it. Returns its status as waitpid(2) has it.
 */
int child_reap(pid_t pid);

/* Kills it with its process group, and reaps it. */
int child_kill(pid_t pid);

/* Close every descriptor from FIRST on. */
void child_close_from(int first);

struct process_look {
	char state;		/* as ps(1) shows it */
	pid_t parent, group;
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
