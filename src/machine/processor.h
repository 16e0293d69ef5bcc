/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A processor for each guest. The processes a guest consists of take turns at
 * every system call: on one processor a turn costs half of what it does
 * between two.
 */
#ifndef FSLITMUS_MACHINE_PROCESSOR_H
#define FSLITMUS_MACHINE_PROCESSOR_H

#include <sched.h>

/*
 * Chooses one of the processors the caller may use (sched_setaffinity(2),
 * taskset(1)): one that fewest guests have, of any command on this machine,
 * and of those the one the caller runs on, which was free, or the next.
 * Returns a descriptor that stands for the claim, to be closed when the guest
 * has ended, and the processor in SET; -1: none can be claimed.
 */
int processor_claim(cpu_set_t *set);

#endif
