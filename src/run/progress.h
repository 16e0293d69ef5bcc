/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One line on standard error that says how far the run is. It is drawn
 * over itself, and has to be erased before anything else is printed.
 */
#ifndef FSLITMUS_RUN_PROGRESS_H
#define FSLITMUS_RUN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool shown;		/* the line is on the screen now */
	uint64_t done, planned;	/* tests */
	const char *test, *target; /* at work now; NULL: none */
	unsigned int others;	/* tests at work besides it */
	uint64_t rounds;	/* of all tests so far */
	double rate;		/* rounds a second */
	uint64_t left_ns;	/* 0: not known yet */
	bool stopping;
};

/* Is standard error a terminal that can do this? */
bool progress_possible(void);
void progress_draw(struct progress *progress);
void progress_erase(struct progress *progress);

#endif
