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
 * could ask for the signal. exec of a set-user-ID program revokes it. Returns
 * as fork() does.
 */
pid_t child_fork(int death_signal);

/*
 * The same with SIGKILL, for a child that is to execute another program. It
 * gets a session and process group of its own, which the returned id names. It
 * also gets a PID namespace of its own if the caller may make one: as root, or
 * in a user namespace that maps only the caller's ids. Then no process that the
 * program starts can outlive it, and the child ends only when all of them are
 * gone. The returned id is that of the namespace's first process, which exits
 * as the program did: with its status, or with 128 plus the number of the
 * signal that killed it.
 */
pid_t child_fork_apart(void);

/*
 * Ending children. Once a process was waited for, its id may name another one.
 * So a caller whose signal handler uses a child's id must first find that the
 * child has ended, then forget the id, and only then reap or kill it.
 */

/* Has it ended without being reaped yet? */
bool child_ended(pid_t pid);

/* Waits until it has ended, without reaping it. */
void child_await(pid_t pid);

/*
 * Waits until it has ended, kills the rest of the process group if it leads
 * one, and reaps it. Returns its status from waitpid(2).
 */
int child_reap(pid_t pid);

/* Kills it with its process group, and reaps it. */
int child_kill(pid_t pid);

/* Close every descriptor from FIRST on. */
void child_close_from(int first);

struct process_look {
	char state; /* as ps(1) shows it */
	pid_t parent, group;
	uint64_t waited_for_ns; /* processor time of the children that it
				   waited for, to a clock tick */
};

/* PID is a name in /proc. False if there is no such process, or it has gone. */
bool process_look(const char *pid, struct process_look *look);

/*
 * Does the group have a process that is not a zombie? For groups whose
 * processes others must reap.
 */
bool group_alive(pid_t group);

/* Sleeps for that many milliseconds. */
void sleep_ms(int milliseconds);

#endif
