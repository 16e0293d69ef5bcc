/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Adds a judged round to the result. */
#ifndef FSLITMUS_ACTOR_TALLY_H
#define FSLITMUS_ACTOR_TALLY_H

#include "actor/result.h"

/* Counts the verdict. The first one of the worst kind is kept; true if it is
   this one. */
bool tally_verdict(struct result *result, const struct verdict *verdict,
		   const struct history *history);

/* Counts the runs and failures of each operation. */
void tally_operations(struct result *result, const struct test *test,
		      const struct history *history);

/* Counts the final views looked at, and observations that found no room. */
void tally_views(struct result *result, const struct history *history);

/* Keeps the round itself: the part of HISTORY that is in use. */
void tally_history(struct result *result, const struct history *history);

#endif
