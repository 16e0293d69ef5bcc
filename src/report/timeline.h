/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Draws one round: a column for each process, time flowing down. */
#ifndef FSLITMUS_REPORT_TIMELINE_H
#define FSLITMUS_REPORT_TIMELINE_H

#include <stdio.h>

#include "contract/history.h"

/* Prints nothing if nothing of the history ran. */
void timeline(FILE *out, const struct test *test,
	      const struct history *history);

#endif
