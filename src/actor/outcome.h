/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a round came to, in one line for the histogram. Rounds that differ
 * in nothing but their tag and their timing have one outcome.
 */
#ifndef FSLITMUS_ACTOR_OUTCOME_H
#define FSLITMUS_ACTOR_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contract/effect.h"
#include "contract/history.h"
#include "contract/oracle.h"

/*
 * Of all that outcome_text() tells, and a little more: equal only if the
 * texts are equal. Cheap enough for every round.
 */
uint64_t outcome_hash(const struct layout *layout,
		      const struct history *history);

/*
 * "P0: m[3]=old; P1: punch=ok; final f=zero[0..16)". Final views are told
 * once; a view that disagrees with VIEW_READ is told by name. Returns, as
 * snprintf() does, the length of the whole text: less than SIZE if it fits.
 */
size_t outcome_text(const struct layout *layout, const struct history *history,
		    char *text, size_t size);

/*
 * What the text cannot tell and a verdict may turn on: which of the two
 * operations that conflict had returned before the other began. As above;
 * empty where VERDICT names no such two.
 */
size_t outcome_order(const struct test *test, const struct history *history,
		     const struct verdict *verdict, char *text, size_t size);

/*
 * Did the test's reach clause hold: was it observed, by an operation that
 * overlapped one of another process, if there is another? Without a clause:
 * did operations of two processes overlap, if there are two.
 */
bool outcome_reached(const struct test *test, const struct history *history);

/* Does the final observation SEEN say the same as VIEW_READ of its file? */
bool final_agrees(const struct layout *layout, const struct history *history,
		  const struct observation *seen);

#endif
