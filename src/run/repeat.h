/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command that repeats one test of a run. */
#ifndef FSLITMUS_RUN_REPEAT_H
#define FSLITMUS_RUN_REPEAT_H

#include "run/run.h"

/* For the user's shell; the caller frees it. NULL when memory is short. */
char *repeat_command(const struct run_plan *plan, const struct place *place,
		     const char *argument, uint64_t seed);

/* Print WORD to OUT so that a shell reads it as one word. */
void put_shell_word(FILE *out, const char *word);

#endif
