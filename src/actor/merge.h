/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Results of the same test, from none to one perform() after the other. */
#ifndef FSLITMUS_ACTOR_MERGE_H
#define FSLITMUS_ACTOR_MERGE_H

#include "actor/result.h"

/* A result of nothing yet: nobody at work, nothing judged. */
void result_clear(struct result *result, uint64_t seed);

/* Add what MORE tells to RESULT: its round is kept if it is worse than the one
   RESULT has, its reason if RESULT has none. */
void result_merge(struct result *result, const struct result *more);

#endif
