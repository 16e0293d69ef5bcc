/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the processes of a hanging test are stuck. */
#ifndef FSLITMUS_BACKEND_HANG_H
#define FSLITMUS_BACKEND_HANG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A thread, as /proc shows it. */
struct thread_look {
	char state;	 /* as in /proc/PID/stat; 0: it is gone */
	char wchan[64];	 /* kernel function it waits in, or empty */
	char stack[320]; /* innermost first: "f < g < h", or empty:
				   only root may read it */
};

/* Processor time it has used, in nanoseconds; 0 if not known. */
uint64_t thread_cpu_ns(pid_t thread);

void thread_look(pid_t thread, struct thread_look *look);

/* Whether it waits for other processes or a timer, not in the filesystem. */
bool thread_waits_for_fellows(const struct thread_look *look);

/* "in D state, in percpu_rwsem_wait" */
void thread_describe(const struct thread_look *look, char *text, size_t size);

#endif
