/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals that ask a command to clean up and end. No other code catches them,
 * so that no part of a command can take them from another.
 */
#ifndef FSLITMUS_BASE_INTERRUPT_H
#define FSLITMUS_BASE_INTERRUPT_H

#include <stdbool.h>

/* The first of SIGINT, SIGTERM and SIGHUP that arrived while watched, or 0. */
extern volatile int interrupted;

/*
 * Until interrupt_unwatch() these signals set interrupted instead of ending the
 * process; signals that were ignored stay ignored. Pairs may nest: the
 * outermost decides.
 */
void interrupt_watch(void);
void interrupt_unwatch(void);

/*
 * ACTION is also called in the signal handler, with again true from the second
 * signal on. NULL: nothing is called.
 */
void interrupt_also(void (*action)(bool again));

#endif
