/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One line on standard error that says how far the run is. Each drawing
 * replaces the one before. Erase it before printing anything else.
 */
#ifndef FSLITMUS_RUN_PROGRESS_H
#define FSLITMUS_RUN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool shown;		   /* the line is on the screen */
	uint64_t done, planned;	   /* tests */
	const char *test, *target; /* running; NULL: none */
	unsigned int others;	   /* tests running besides it */
	uint64_t rounds;	   /* of all tests so far; never falls */
	double rate;		   /* rounds a second */
	uint64_t left_ns;	   /* estimated; 0: not known yet */
	bool stopping;
};

/* Whether standard error is a terminal that can show the line. */
bool progress_possible(void);
void progress_draw(struct progress *progress);
void progress_erase(struct progress *progress);

#endif
