/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stopping a run by a signal. The first signal asks the workers to finish their
 * round; a second one kills them.
 */
#ifndef FSLITMUS_RUN_STOP_H
#define FSLITMUS_RUN_STOP_H

#include "run/board.h"

/*
 * Until stop_unwatch(), SIGINT, SIGTERM and SIGHUP set BOARD's stop, besides
 * what base/interrupt.h says. A second signal kills the workers.
 */
void stop_watch(struct board *board);
void stop_unwatch(void);

/* Warns which signal came, if one did. */
void stop_tell(void);

/*
 * For a process that the supervisor forked. It ignores SIGINT, which the
 * supervisor handles for all. SIGTERM sets BOARD's stop; the kernel also sends
 * it when the supervisor dies.
 */
void stop_follow(struct board *board);

#endif
