/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The oracle: which outcomes of a round are allowed.
 *
 * The rule, on which both implementations agree: for every word choose an
 * order of the operations on it, respecting that one that ended before
 * another began comes first. A move carries to its destination what its
 * source held just before the move in the source's order. A round is
 * forbidden only if no choice of orders explains what was seen. Words are
 * ordered independently of each other: Linux promises no atomicity across
 * pages, and within one only that of an aligned word.
 *
 * The promise named (label.c), of what no order explains: the end of file
 * where it is not, or something else where it is, C4; bytes of nobody, C2;
 * zero, C3. A stamp is C3 if it would be right had the completed writes and
 * stores had no effect; else C1, had what removes or replaces data had none
 * either, or if it was there when a move began that put something else there;
 * else C4, had the size not been set either, or where the file may end before
 * it; else it never was there: C2 if it is of another file and no operation
 * that was missed explains it, or C3.
 * Looks that disagree are C3 if one of them by itself has lost a store, or
 * C5. That names a promise; it never makes one more or less broken.
 */
#ifndef FSLITMUS_CONTRACT_ORACLE_H
#define FSLITMUS_CONTRACT_ORACLE_H

#include <stddef.h>

#include "contract/effect.h"
#include "contract/history.h"
#include "contract/promise.h"

enum verdict_kind {
	VERDICT_ALLOWED,
	VERDICT_UNPROMISED,	/* promised by nobody, e.g. by open(2) */
	VERDICT_FORBIDDEN,
};

#define VERDICT_WHY_SIZE 512

struct verdict {
	enum verdict_kind kind;
	enum promise promise;	/* the one broken, or not made */
	enum excuse excuse;	/* unpromised: why it is not made */
	/* Index in history.observation of what cannot be explained, or -1. */
	int observation;
	/* A bound was hit, so that some value was let pass unjudged. */
	bool bounded;
	/* The two operations that conflict: the one whose effect is missing
	   or undone, and the one that saw it or raced with it; or NULL. */
	const struct operation *victim, *rival;
	/* Proof sketch for a person: which orders were tried, what fails. */
	char why[VERDICT_WHY_SIZE];
};

/*
 * What does not change from round to round: the files cut into regions of
 * words that all operations treat alike. Owned by the caller.
 */
struct plan;

/*
 * NULL with errno set: ENOMEM, or E2BIG when the test has more than can be
 * judged, see plan_refused().
 */
struct plan *plan_new(const struct layout *layout);
void plan_free(struct plan *plan);

#define PLAN_REFUSAL_SIZE 160

/* Why there can be no plan, in one clause; false if there can be one. */
bool plan_refused(const struct layout *layout, char text[PLAN_REFUSAL_SIZE]);

/*
 * Judge one round. Returns the worst verdict's kind and fills VERDICT (the
 * first forbidden one, or else the first unpromised one). Changes nothing
 * but the plan's scratch memory: one plan serves one thread.
 */
enum verdict_kind oracle_judge(struct plan *plan, const struct history *history,
			       struct verdict *verdict);

/*
 * The same by enumerating every order, for tests with few operations on
 * few words; far too slow otherwise. Judges the kind only.
 */
enum verdict_kind brute_judge(const struct layout *layout,
			      const struct history *history);

/*
 * The same, but false, and nothing told by KIND, if it has given up after
 * CHOICES of an order: each takes microseconds, and a few small histories take
 * millions.
 */
bool brute_judge_within(const struct layout *layout,
			const struct history *history, uint64_t choices,
			enum verdict_kind *kind);

#endif
