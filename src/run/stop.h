/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals to the supervisor: the first asks, the second insists. */
#ifndef FSLITMUS_RUN_STOP_H
#define FSLITMUS_RUN_STOP_H

#include "run/board.h"

/*
 * From now on SIGINT, SIGTERM and SIGHUP set BOARD's stop; when one comes
 * again the workers are killed.
 */
void stop_watch(struct board *board);

/* As it was before stop_watch(). */
void stop_unwatch(void);

/*
 * In a process that the supervisor forked: it answers SIGINT for all. SIGTERM
 * sets BOARD's stop, and comes when the supervisor dies: clean up and go.
 */
void stop_follow(struct board *board);

/* The first signal that came, or 0. */
int stop_signal(void);

#endif
