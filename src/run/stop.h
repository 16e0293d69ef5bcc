/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals to the supervisor: the first asks, the second insists. */
#ifndef FSLITMUS_RUN_STOP_H
#define FSLITMUS_RUN_STOP_H

#include "run/board.h"

/*
 * Until stop_unwatch() SIGINT, SIGTERM and SIGHUP set BOARD's stop besides
 * what base/interrupt.h says; when one comes again the workers are killed.
 */
void stop_watch(struct board *board);
void stop_unwatch(void);

/* Warns of the signal that came, if one did. */
void stop_tell(void);

/*
 * In a process that the supervisor forked: it answers SIGINT for all. SIGTERM
 * sets BOARD's stop, and comes when the supervisor dies: clean up and go.
 */
void stop_follow(struct board *board);

#endif
