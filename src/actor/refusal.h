/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Recognises operations that a filesystem lacks, or always refuses. */
#ifndef FSLITMUS_ACTOR_REFUSAL_H
#define FSLITMUS_ACTOR_REFUSAL_H

#include <stdbool.h>

#include "actor/result.h"
#include "contract/effect.h"

/*
 * Each returns whether the test is to be skipped, with the reason in
 * result->reason.
 *
 * refused_before(): the test affects more than it may here.
 * refused_in(): an operation failed in this round with an error that says the
 * filesystem lacks it.
 * refused_always(): an operation failed in every round so far with the same
 * error, which no race explains. Only meaningful after some rounds.
 */
bool refused_before(const struct test *test, bool own_fs,
		    struct result *result);
bool refused_in(const struct test *test, const struct history *history,
		struct result *result);
bool refused_always(const struct layout *layout, struct result *result);

#endif
