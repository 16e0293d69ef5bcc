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
 * label.c names the promise that is broken by a word which no order explains:
 *
 * - A wrong end of file is C4. Bytes that nobody wrote are C2. Zero is C3.
 * - A stamp is C3 if it would be right had the completed writes and stores had
 *   no effect.
 * - Otherwise it is C1 if it would be right had the operations that remove or
 *   replace data had no effect either, or if it was there when a move began
 *   that put something else there.
 * - Otherwise it is C4 if it would be right had the size not been set either,
 *   or if the file may end before it.
 * - Otherwise it was never there. It is C2 if it belongs to another file and no
 *   missing operation explains it, or else C3.
 * - Looks that disagree are C3 if one of them by itself has lost a store, or
 *   else C5.
 *
 * The name never makes a promise more or less broken.
 */
#ifndef FSLITMUS_CONTRACT_ORACLE_H
#define FSLITMUS_CONTRACT_ORACLE_H

#include <stddef.h>

#include "contract/effect.h"
#include "contract/history.h"
#include "contract/promise.h"

enum verdict_kind {
	VERDICT_ALLOWED,
	VERDICT_UNPROMISED, /* promised by nobody, e.g. by open(2) */
	VERDICT_FORBIDDEN,
};

#define VERDICT_WHY_SIZE 512

struct verdict {
	enum verdict_kind kind;
	enum promise promise; /* the one broken, or not made */
	enum excuse excuse;   /* unpromised: why it is not made */
	/* Index in history.observation of what cannot be explained, or -1. */
	int observation;
	/* A bound was hit, so some value was accepted without being judged. */
	bool bounded;
	/* The two operations that conflict: the one whose effect is missing
	   or undone, and the one that saw it or raced with it; or NULL. */
	const struct operation *victim, *rival;
	/* Proof sketch for a person: which orders were tried, what fails. */
	char why[VERDICT_WHY_SIZE];
};

/*
 * The part of judging that is the same in every round: the files cut into
 * regions of words that all operations treat alike. Owned by the caller.
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
 * The same, but gives up after CHOICES of an order and returns false, with KIND
 * not set. A choice takes microseconds, and some small histories need millions.
 */
bool brute_judge_within(const struct layout *layout,
			const struct history *history, uint64_t choices,
			enum verdict_kind *kind);

#endif
