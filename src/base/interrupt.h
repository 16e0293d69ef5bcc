/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals that ask a command to end: it cleans up and goes. */
#ifndef FSLITMUS_BASE_INTERRUPT_H
#define FSLITMUS_BASE_INTERRUPT_H

/* Nonzero once SIGINT, SIGTERM or SIGHUP came. */
extern volatile int interrupted;

/* From now on they only set that; those ignored so far still are. */
void interrupt_watch(void);

#endif
