/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The outcome of a round, as one line for the histogram. Rounds that differ
 * only in their tag and their timing have the same outcome.
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
 * A hash of everything that outcome_text() tells, and a little more: equal
 * hashes mean equal texts. Cheap enough for every round.
 */
uint64_t outcome_hash(const struct layout *layout,
		      const struct history *history);

/*
 * "P0: m[3]=old; P1: punch=ok; final f=zero[0..16)". Final views that agree
 * are told once; one that disagrees with VIEW_READ is told by name. Returns the
 * length of the whole text, as snprintf() does: less than SIZE if it fits.
 */
size_t outcome_text(const struct layout *layout, const struct history *history,
		    char *text, size_t size);

/*
 * Which of the two operations that VERDICT names had returned before the other
 * began: the text does not tell, and the verdict may depend on it. As above;
 * empty if VERDICT does not name two.
 */
size_t outcome_order(const struct test *test, const struct history *history,
		     const struct verdict *verdict, char *text, size_t size);

/*
 * Did the test's reach clause hold? It does if an operation observed it while
 * overlapping one of another process, if there is another. Without a clause:
 * did operations of two processes overlap, if there are two?
 */
bool outcome_reached(const struct test *test, const struct history *history);

/* Does the final observation SEEN say the same as VIEW_READ of its file? */
bool final_agrees(const struct layout *layout, const struct history *history,
		  const struct observation *seen);

#endif
