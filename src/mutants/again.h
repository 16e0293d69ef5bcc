/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was found, asked for once more. */
#ifndef FSLITMUS_MUTANTS_AGAIN_H
#define FSLITMUS_MUTANTS_AGAIN_H

#include "machine/batch.h"
#include "mutants/trial.h"

/*
 * BATCHES has found something in its latest batch. Does the same boot executed
 * once more come to it in the same schedule, with the same execution hash
 * and the same verdict?
 */
enum again again_repeats(const struct batches *batches);

/*
 * Are there schedules in which the same test breaks a promise in the same
 * kernel without the mutant? As many are tried as led to the hit, and some.
 */
enum again again_without(const struct batches *batches);

#endif
