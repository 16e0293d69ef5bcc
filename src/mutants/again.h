/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Confirms a hit by executing it again. */
#ifndef FSLITMUS_MUTANTS_AGAIN_H
#define FSLITMUS_MUTANTS_AGAIN_H

#include "machine/batch.h"
#include "mutants/trial.h"

/*
 * BATCHES found something in its latest batch. Whether the same boot, executed
 * again, finds it in the same schedule, with the same execution hash and the
 * same verdict.
 */
enum again again_repeats(const struct batches *batches);

/*
 * Whether the same test breaks a promise in the same kernel without the mutant.
 * Tries as many schedules as led to the hit, and at least 256.
 */
enum again again_without(const struct batches *batches);

#endif
