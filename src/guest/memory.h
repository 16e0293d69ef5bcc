/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory of a guest's /init. All of it is taken from the kernel at certain
 * moments, each time at once: a page fault costs as much as a system call, and
 * one at another moment would change the execution of a schedule.
 */
#ifndef FSLITMUS_GUEST_MEMORY_H
#define FSLITMUS_GUEST_MEMORY_H

/* Takes all of the heap there will be. Called first of all. */
void memory_take_heap(void);

/*
 * Gives the calling process its own copy of every page it will write to, now
 * that the others were forked. Otherwise it would allocate pages later, for
 * example to read a list of preemptions. Then the test's files would get other
 * pages, and reading them would take a different number of requests. Two
 * schedules with the same preemptions would not be the same execution.
 */
void memory_own(void);

#endif
