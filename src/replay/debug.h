/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An execution under a debugger. */
#ifndef FSLITMUS_REPLAY_DEBUG_H
#define FSLITMUS_REPLAY_DEBUG_H

#include "replay/replay.h"

/*
 * Runs the execution in gdb on this terminal, with the kernel's symbols,
 * stopped where preemption number PREEMPTION is about to take the actor away.
 * Returns 0 once gdb has ended, or an enum failure after saying why.
 */
int debug(const struct replay *replay, uint32_t preemption);

#endif
