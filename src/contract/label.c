// SPDX-License-Identifier: GPL-2.0-or-later
/* Names the promise that a word breaks if no order explains it (oracle.h). */
#include "contract/judge.h"

/* What changes do to files, as far as a promise's name depends on it. */
enum role {
	ROLE_WRITES,  /* leaves its stamps */
	ROLE_REMOVES, /* zeroes or overwrites with a copy */
	ROLE_SETS_SIZE,
	ROLE_MOVES, /* may do all of the above too: insert, exchange */
	ROLES
};

static enum role role_of(const struct change *change)
{
	bool does[EFFECT_COPY + 1] = { false };

	for (int e = 0; e < change->effects; e++)
		does[change->effect[e].kind] = true;
	if (does[EFFECT_MOVE])
		return ROLE_MOVES;
	if (does[EFFECT_STAMP] || does[EFFECT_STORE])
		return ROLE_WRITES;
	if (does[EFFECT_ZERO] || does[EFFECT_CLEAR] || does[EFFECT_COPY])
		return ROLE_REMOVES;
	return ROLE_SETS_SIZE;
}

static uint64_t with_role(const struct plan *plan, enum role role)
{
	uint64_t changes = 0;

	for (int c = 0; c < plan->changes; c++)
		if (role_of(&plan->change[c]) == role)
			changes |= 1ull << c;
	return changes;
}

int judge_effect_on(const struct judge *judge, int c, int file)
{
	const struct change *change = &judge->plan->change[c];

	for (int e = 0; e < change->effects; e++) {
		const struct effect *effect = &change->effect[e];

		if (effect->file == file && judge->offset >= effect->start &&
		    judge->offset < effect->end)
			return effect->kind;
	}
	return -1;
}

static bool had_returned(const struct change *change,
			 const struct observation *seen)
{
	return change->required && change->end < seen->begin;
}

/*
 * The last change that ended before the observation began, and without whose
 * effect the observation would be explained; or -1.
 */
static int find_missing(struct judge *judge, const struct observation *seen)
{
	int missing = -1;

	for (int c = 0; c < judge->plan->changes; c++) {
		const struct change *change = &judge->plan->change[c];

		if (!had_returned(change, seen) ||
		    (missing >= 0 &&
		     judge->plan->change[missing].end > change->end))
			continue;
		values_suppose(judge->plan, judge->history, 1ull << c);
		if (judge_explains(judge, seen, judge->offset, seen_at(seen)))
			missing = c;
		values_begin(judge->plan, judge->history, false);
	}
	return missing;
}

/*
 * The last change of the word, among those of AMONG, that had returned; or -1.
 */
static int find_last(const struct judge *judge, const struct observation *seen,
		     uint64_t among)
{
	int last = -1;

	for (int c = 0; c < judge->plan->changes; c++) {
		const struct change *change = &judge->plan->change[c];

		if (among >> c & 1 && had_returned(change, seen) &&
		    judge_effect_on(judge, c, seen->file) >= 0 &&
		    (last < 0 || judge->plan->change[last].end < change->end))
			last = c;
	}
	return last;
}

/* The store or write that left VALUE, if it had returned; otherwise -1. */
static int find_writer(const struct judge *judge,
		       const struct observation *seen, token value)
{
	for (int c = 0; c < judge->plan->changes; c++) {
		const struct change *change = &judge->plan->change[c];
		const struct operation *o = change->operation;
		token mine = token_stamp(o->file, o->process, o->index + 1,
					 token_shift(value));

		if (token_is_stamp(value) && value == mine &&
		    had_returned(change, seen))
			return c;
	}
	return -1;
}

/* The completed store or write that every order leaves in the word; or -1. */
static int find_lost(const struct judge *judge, const struct observation *seen,
		     const struct value_set *expected)
{
	int lost = -1;

	if (expected->any)
		return -1;
	for (int i = 0; i < expected->count; i++) {
		lost = find_writer(judge, seen, expected->value[i]);
		if (lost < 0)
			return -1;
	}
	return lost;
}

/*
 * If SEEN is a store beyond end of file, the file must have grown over it.
 * Returns the change that made it grow, or -1.
 */
static int find_growth(struct judge *judge, const struct observation *seen)
{
	const struct plan *plan = judge->plan;
	const struct operation *writer = judge_writer(judge, &seen->value);
	struct value_set values;
	int store, growth = -1;

	if (!writer || seen->value.file != seen->file)
		return -1;
	store = plan->change_of[writer->process][writer->index];
	if (store < 0 ||
	    judge_effect_on(judge, store, seen->file) != EFFECT_STORE)
		return -1;
	values_at(judge->plan, plan_region(plan, seen->file, judge->offset),
		  (struct moment){ plan->change[store].begin,
				   plan->change[store].end },
		  &values);
	if (!set_has(&values, TOKEN_ABSENT))
		return -1;
	for (int c = 0; c < plan->changes; c++)
		if (had_returned(&plan->change[c], seen) && c != store &&
		    judge_effect_on(judge, c, seen->file) >= 0)
			growth = c;
	return growth;
}

/*
 * Was another move under way when this one began? Then it is not known what was
 * where.
 */
static bool began_in_a_move(const struct plan *plan, const struct change *move)
{
	for (int c = 0; c < plan->changes; c++) {
		const struct change *other = &plan->change[c];

		if (other != move && role_of(other) == ROLE_MOVES &&
		    other->ran && other->begin <= move->begin &&
		    other->end >= move->begin)
			return true;
	}
	return false;
}

/*
 * Did the word hold the value when a move began that put something else there?
 */
static bool was_moved_away(struct judge *judge, const struct observation *seen)
{
	for (int c = 0; c < judge->plan->changes; c++) {
		const struct change *change = &judge->plan->change[c];
		uint32_t before = change->begin ? change->begin - 1 : 0;

		if (role_of(change) == ROLE_MOVES &&
		    had_returned(change, seen) &&
		    judge_effect_on(judge, c, seen->file) >= 0 &&
		    !began_in_a_move(judge->plan, change) &&
		    judge_explains(judge, seen, judge->offset,
				   (struct moment){ change->begin, before }))
			return true;
	}
	return false;
}

/*
 * Finds which kind of change must have had no effect for a stamp to be there.
 * Returns the promise that this breaks, or PROMISE_NONE if the stamp never was
 * there.
 */
static enum promise came_back(struct judge *judge,
			      const struct observation *seen)
{
	static const enum promise broken[] = {
		[ROLE_WRITES] = PROMISE_C3,
		[ROLE_REMOVES] = PROMISE_C1,
		[ROLE_SETS_SIZE] = PROMISE_C4,
	};
	enum promise promise = PROMISE_NONE;
	uint64_t missing = 0;

	for (int r = ROLE_WRITES; r < ROLE_MOVES && !promise; r++) {
		missing |= with_role(judge->plan, r);
		values_suppose(judge->plan, judge->history, missing);
		if (judge_explains(judge, seen, judge->offset, seen_at(seen)) ||
		    (r > ROLE_WRITES && was_moved_away(judge, seen)))
			promise = broken[r];
	}
	values_begin(judge->plan, judge->history, false);
	return promise;
}

static enum promise of_stamp(struct judge *judge,
			     const struct observation *seen,
			     const struct value_set *expected, int missing)
{
	enum promise promise = came_back(judge, seen);

	if (promise)
		return promise;
	if (seen->value.file == seen->file && set_has(expected, TOKEN_ABSENT))
		return PROMISE_C4;
	/* It is missing where it belongs, or belongs to another file. */
	return seen->value.file == seen->file || missing >= 0 ? PROMISE_C3 :
								PROMISE_C2;
}

static bool only_end(const struct value_set *values)
{
	return !values->any && values->count == 1 &&
	       values->value[0] == TOKEN_ABSENT;
}

static enum promise broken_promise(struct judge *judge,
				   const struct observation *seen,
				   const struct value_set *expected,
				   int missing, int growth)
{
	switch ((enum value_kind)seen->value.kind) {
	case VALUE_SIGBUS:
	case VALUE_SIGSEGV:
	case VALUE_ABSENT:
		return PROMISE_C4;
	case VALUE_EARLIER:
	case VALUE_FREE:
	case VALUE_GARBAGE:
		return PROMISE_C2;
	case VALUE_ZERO:
		return set_has(expected, TOKEN_ABSENT) ? PROMISE_C4 :
							 PROMISE_C3;
	case VALUE_STAMP:
		break;
	}
	if (growth >= 0 || only_end(expected))
		return PROMISE_C4;
	return of_stamp(judge, seen, expected, missing);
}

enum promise judge_label(struct judge *judge, const struct observation *seen,
			 int *change)
{
	struct plan *plan = judge->plan;
	int growth = find_growth(judge, seen), lost;
	int missing = find_missing(judge, seen);
	struct value_set expected;
	enum promise promise;

	values_at(plan, plan_region(plan, seen->file, judge->offset),
		  seen_at(seen), &expected);
	promise = broken_promise(judge, seen, &expected, missing, growth);
	lost = promise == PROMISE_C3 ? find_lost(judge, seen, &expected) : -1;
	*change = lost >= 0 ? lost : missing >= 0 ? missing : growth;
	if (*change < 0 && promise == PROMISE_C1)
		*change = find_last(judge, seen,
				    with_role(plan, ROLE_REMOVES) |
					    with_role(plan, ROLE_MOVES));
	return promise;
}
