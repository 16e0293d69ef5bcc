/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Adding a judged round up into the result. */
#ifndef FSLITMUS_ACTOR_TALLY_H
#define FSLITMUS_ACTOR_TALLY_H

#include "actor/result.h"

/* Count the verdict; the first of the worst kind is kept with its round.
   True: it is this one. */
bool tally_verdict(struct result *result, const struct verdict *verdict,
		   const struct history *history);

/* Runs and failures of each operation. */
void tally_operations(struct result *result, const struct test *test,
		      const struct history *history);

/* Which final views were looked at, and what found no room. */
void tally_views(struct result *result, const struct history *history);

/* Keep the round itself: as much of HISTORY as is in use. */
void tally_history(struct result *result, const struct history *history);

#endif
