// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Computes which values a region may hold, under every order of the changes.
 *
 * For each possible set of a region's writers that have taken effect, there is
 * a set of values: those that are left by each member that may have been the
 * last. A set of writers is possible if it also holds every writer that
 * certainly came before one of its members. A move looks its source's values up
 * in the same way, at the sets that are possible just before the move.
 */
#include "contract/plan.h"

#include <string.h>

bool set_has(const struct value_set *set, token value)
{
	if (set->any)
		return true;
	for (int i = 0; i < set->count; i++)
		if (set->value[i] == value)
			return true;
	return false;
}

static void set_add(struct value_set *set, token value)
{
	if (set_has(set, value))
		return;
	if (set->count == SET_ROOM)
		set->any = true;
	else
		set->value[set->count++] = value;
}

static void set_join(struct value_set *set, const struct value_set *other)
{
	set->any |= other->any;
	for (int i = 0; i < other->count; i++)
		set_add(set, other->value[i]);
}

void values_begin(struct plan *plan, const struct history *history,
		  bool relaxed)
{
	plan->epoch++;
	for (int c = 0; c < plan->changes; c++) {
		struct change *change = &plan->change[c];
		const struct operation *operation = change->operation;
		const struct record *record =
			&history->record[operation->process][operation->index];

		change->ran = record->status != RECORD_NOT_RUN;
		change->required = record->status == RECORD_DONE &&
				   !(relaxed && change->mixed);
		change->begin = record->begin;
		/* An operation that failed may have a part of its effect. */
		change->end = record->end && !(relaxed && change->mixed) ?
				      record->end :
				      PLAN_NEVER;
	}
	for (int c = 0; c < plan->changes; c++) {
		struct change *change = &plan->change[c];

		change->before = 0;
		for (int d = 0; d < plan->changes; d++)
			if (plan->change[d].ran &&
			    plan->change[d].end < change->begin)
				change->before |= 1ull << d;
	}
}

void values_suppose(struct plan *plan, const struct history *history,
		    uint64_t missing)
{
	values_begin(plan, history, false);
	for (int c = 0; c < plan->changes; c++)
		if (missing >> c & 1)
			plan->change[c].required = false;
}

/*
 * Computes which of the region's writers came before which others in this
 * round.
 */
static void prepare_region(struct plan *plan, struct region *region)
{
	if (region->epoch == plan->epoch)
		return;
	region->epoch = plan->epoch;
	region->ran = 0;
	for (int w = 0; w < region->writers; w++) {
		const struct change *change =
			&plan->change[region->writer[w].change];

		region->before[w] = region->needs[w] = 0;
		if (!change->ran)
			continue;
		region->ran |= 1u << w;
		for (int x = 0; x < region->writers; x++)
			if (change->before >> region->writer[x].change & 1)
				region->before[w] |= 1u << x;
		for (int x = 0; x < region->writers; x++)
			if (plan->change[region->writer[x].change].required)
				region->needs[w] |= region->before[w] & 1u << x;
	}
}

static bool possible_set(const struct region *region, unsigned int set)
{
	if (set & ~region->ran)
		return false;
	for (int w = 0; w < region->writers; w++)
		if (set >> w & 1 && region->needs[w] & ~set)
			return false;
	return true;
}

/* May LAST be the last writer of SET? */
static bool can_be_last(const struct region *region, unsigned int set, int last)
{
	for (int w = 0; w < region->writers; w++)
		if (set >> w & 1 && region->before[w] >> last & 1)
			return false;
	return true;
}

static const struct value_set *values_after(struct plan *plan,
					    struct region *region,
					    unsigned int set, bool *cut_short);

/*
 * Joins the values of every possible set of writers that contains MUST and none
 * of MUST_NOT.
 */
static void join_possible(struct plan *plan, struct region *region,
			  unsigned int must, unsigned int must_not,
			  struct value_set *out, bool *cut_short)
{
	unsigned int free_writers;

	prepare_region(plan, region);
	free_writers = region->ran & ~must & ~must_not;
	for (unsigned int extra = free_writers;;
	     extra = (extra - 1) & free_writers) {
		unsigned int set = must | extra;

		if (possible_set(region, set))
			set_join(out,
				 values_after(plan, region, set, cut_short));
		if (!extra)
			break;
	}
}

/* What WRITER may find in its source region just before it takes effect. */
static void source_values(struct plan *plan, const struct writer *writer,
			  struct value_set *out, bool *cut_short)
{
	const struct change *change = &plan->change[writer->change];
	struct region *source;
	unsigned int must = 0, must_not = 0;

	if (writer->source_beyond) {
		set_add(out, TOKEN_ABSENT);
		return;
	}
	source = &plan->file[writer->source].region[writer->source_region];
	for (int w = 0; w < source->writers; w++) {
		const struct change *other =
			&plan->change[source->writer[w].change];

		if (other == change || other->begin > change->end)
			must_not |= 1u << w;
		else if (other->required &&
			 change->before >> source->writer[w].change & 1)
			must |= 1u << w;
	}
	join_possible(plan, source, must, must_not, out, cut_short);
}

/* What WRITER makes of OLD. Not for kinds that have a source. */
static token rewritten(const struct plan *plan, const struct writer *writer,
		       token old)
{
	const struct operation *operation =
		plan->change[writer->change].operation;

	switch ((enum effect_kind)writer->kind) {
	case EFFECT_STORE:
		if (old == TOKEN_ABSENT)
			return old;
		/* fall through */
	case EFFECT_STAMP:
		return token_stamp(operation->file, operation->process,
				   operation->index + 1, 0);
	case EFFECT_ZERO:
		return old == TOKEN_ABSENT ? old : TOKEN_ZERO;
	case EFFECT_CLEAR:
		return TOKEN_ZERO;
	case EFFECT_GROW:
		return old == TOKEN_ABSENT ? TOKEN_ZERO : old;
	case EFFECT_CUT:
		return TOKEN_ABSENT;
	case EFFECT_MOVE:
	case EFFECT_COPY:
		break;
	}
	return old;
}

static void values_apply(struct plan *plan, const struct writer *writer,
			 const struct value_set *old, struct value_set *out,
			 bool *cut_short)
{
	struct value_set source = { 0 };

	if (writer->kind != EFFECT_MOVE && writer->kind != EFFECT_COPY) {
		out->any |= old->any;
		for (int i = 0; i < old->count; i++)
			set_add(out, rewritten(plan, writer, old->value[i]));
		return;
	}
	source_values(plan, writer, &source, cut_short);
	out->any |= source.any;
	for (int i = 0; i < source.count; i++) {
		if (writer->kind == EFFECT_COPY &&
		    source.value[i] == TOKEN_ABSENT)
			set_join(out, old);
		else
			set_add(out,
				token_moved(source.value[i], writer->shift));
	}
}

/*
 * The values after exactly the writers of SET took effect, in some order. A
 * value that depends on itself belongs to no order and is left out. *CUT_SHORT
 * then says that the result holds only within the computation that is under
 * way.
 */
static const struct value_set *values_after(struct plan *plan,
					    struct region *region,
					    unsigned int set, bool *cut_short)
{
	static const struct value_set none, all = { .any = true };
	struct value_set *values = &region->sets[set];
	bool inner = false;

	if (values->epoch == plan->epoch && values->busy) {
		*cut_short = true;
		return &none;
	}
	if (values->epoch == plan->epoch)
		return values;
	/* Following moves that race in circles takes exponential time. */
	if (++plan->steps > PLAN_MAX_STEPS) {
		plan->bounded = true;
		return &all;
	}
	values->epoch = plan->epoch;
	values->count = 0;
	values->any = false;
	values->busy = true;
	if (!set)
		set_add(values, region->initial);
	for (int w = 0; w < region->writers; w++) {
		unsigned int rest = set & ~(1u << w);
		struct value_set old;

		if (!(set >> w & 1) || !can_be_last(region, set, w) ||
		    !possible_set(region, rest))
			continue;
		old = *values_after(plan, region, rest, &inner);
		values_apply(plan, &region->writer[w], &old, values, &inner);
	}
	values->busy = false;
	if (inner) {
		/* It was computed while a set above it was busy, and may be
		   incomplete: the next caller computes it again. */
		*cut_short = true;
		values->epoch = 0;
	}
	return values;
}

void values_at(struct plan *plan, struct region *region, struct moment moment,
	       struct value_set *out)
{
	unsigned int must = 0, must_not = 0;
	bool cut_short = false;

	memset(out, 0, sizeof(*out));
	for (int w = 0; w < region->writers; w++) {
		int c = region->writer[w].change;
		const struct change *change = &plan->change[c];

		if (!change->ran || change->begin > moment.end)
			must_not |= 1u << w;
		else if (change->required && change->end < moment.begin)
			must |= 1u << w;
	}
	join_possible(plan, region, must, must_not, out, &cut_short);
	plan->bounded |= out->any;
}
