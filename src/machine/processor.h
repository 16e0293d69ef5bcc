/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A processor for each guest. The processes of a guest take turns at every
 * system call. A turn between two processors costs twice as much as one on the
 * same processor.
 */
#ifndef FSLITMUS_MACHINE_PROCESSOR_H
#define FSLITMUS_MACHINE_PROCESSOR_H

#include <sched.h>

/*
 * Chooses one of the processors that the caller may use (sched_setaffinity(2),
 * taskset(1)): one with the fewest guests, counting those of all commands on
 * this machine, and among these the caller's current one or the next. Returns a
 * descriptor of the claim, to be closed when the guest has ended, with the
 * processor in SET; or -1 if none can be claimed.
 */
int processor_claim(cpu_set_t *set);

#endif
