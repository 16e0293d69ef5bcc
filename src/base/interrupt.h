/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals that ask a command to end: it cleans up and goes. Nothing else
 * catches them, so that no part of a command can take them from another.
 */
#ifndef FSLITMUS_BASE_INTERRUPT_H
#define FSLITMUS_BASE_INTERRUPT_H

#include <stdbool.h>

/* The first of SIGINT, SIGTERM and SIGHUP that came while they were watched,
 * or 0. */
extern volatile int interrupted;

/*
 * Until interrupt_unwatch() these signals end nothing and set that; those
 * ignored so far still are. Pairs may nest: the outermost decides.
 */
void interrupt_watch(void);
void interrupt_unwatch(void);

/*
 * What else a signal does, in the handler; again is true from the second one
 * on. NULL: nothing.
 */
void interrupt_also(void (*action)(bool again));

#endif
