/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Results of the same test, merged over several calls of perform(). */
#ifndef FSLITMUS_ACTOR_MERGE_H
#define FSLITMUS_ACTOR_MERGE_H

#include "actor/result.h"

/* Makes RESULT empty: no process at work, no rounds. */
void result_clear(struct result *result, uint64_t seed);

/* Adds MORE to RESULT. The round of MORE is kept if its verdict is worse, its
   reason if RESULT has none. */
void result_merge(struct result *result, const struct result *more);

#endif
