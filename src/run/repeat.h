/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands that run one test of a run again. */
#ifndef FSLITMUS_RUN_REPEAT_H
#define FSLITMUS_RUN_REPEAT_H

#include "run/run.h"

/* For the user's shell; the caller frees it. */
char *repeat_command(const struct run_plan *plan, const struct place *place,
		     const char *argument, uint64_t seed);

/*
 * That tries the test under schedules, on the guest's configuration nearest to
 * a live PLACE; the caller frees it. NULL: PLACE is not live, or no guest has
 * its filesystem.
 */
char *scheduled_command(const struct run_plan *plan, const struct place *place,
			const char *argument);

/* Print WORD to OUT so that a shell reads it as one word. */
void put_shell_word(FILE *out, const char *word);

#endif
