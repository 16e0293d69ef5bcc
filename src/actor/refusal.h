/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operations that a filesystem does not have, or never agrees to do. */
#ifndef FSLITMUS_ACTOR_REFUSAL_H
#define FSLITMUS_ACTOR_REFUSAL_H

#include <stdbool.h>

#include "actor/result.h"
#include "contract/effect.h"

/*
 * Each says in result->reason why the test is to be skipped, if it is.
 *
 * refused_before(): it touches more than a test may here.
 * refused_in(): an operation failed in this round as one that is lacking.
 * refused_always(): an operation failed in every round so far, all for the
 * same reason that no race explains; to be asked after some rounds.
 */
bool refused_before(const struct test *test, bool own_fs,
		    struct result *result);
bool refused_in(const struct test *test, const struct history *history,
		struct result *result);
bool refused_always(const struct layout *layout, struct result *result);

#endif
