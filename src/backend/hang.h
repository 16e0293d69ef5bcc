/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the processes of a hanging test are stuck. */
#ifndef FSLITMUS_BACKEND_HANG_H
#define FSLITMUS_BACKEND_HANG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* One thread, as /proc tells of it. */
struct thread_look {
	char state;		/* as in /proc/PID/stat; 0: it is gone */
	char wchan[64];		/* kernel function it waits in, or empty */
	char stack[320];	/* innermost first: "f < g < h", or empty:
				   only root may read it */
};

/* How long it has run on a CPU; 0 if that is not known. */
uint64_t thread_cpu_ns(pid_t thread);

void thread_look(pid_t thread, struct thread_look *look);

/*
 * Does it wait for its fellows or for time, rather than in the filesystem?
 */
bool thread_waits_for_fellows(const struct thread_look *look);

/* "in D state, in percpu_rwsem_wait" */
void thread_describe(const struct thread_look *look, char *text, size_t size);

#endif
