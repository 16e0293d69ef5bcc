// SPDX-License-Identifier: GPL-2.0-or-later
/* Tells whether a word that was seen is among the values it may have held. */
#include "contract/judge.h"

/* The token of a value seen at OFFSET; a value of no test has none. */
static bool value_token(const struct value *value, uint64_t offset, token *out)
{
	switch ((enum value_kind)value->kind) {
	case VALUE_ZERO:
		*out = TOKEN_ZERO;
		return true;
	case VALUE_ABSENT:
	case VALUE_SIGBUS:
		*out = TOKEN_ABSENT;
		return true;
	case VALUE_STAMP:
		*out = token_stamp(value->file, value->writer,
				   value->generation,
				   (int64_t)value->offset - (int64_t)offset);
		return true;
	case VALUE_SIGSEGV:
	case VALUE_EARLIER:
	case VALUE_FREE:
	case VALUE_GARBAGE:
		break;
	}
	return false;
}

static bool only_absent(const struct value_set *set)
{
	return !set->any && set->count == 1 && set->value[0] == TOKEN_ABSENT;
}

static bool can_be_present(const struct value_set *set)
{
	return set->any || (set->count && !only_absent(set));
}

/* The words that the page holding OFFSET begins with. */
static void page_start_values(struct judge *judge,
			      const struct observation *seen, uint64_t offset,
			      struct moment moment, struct value_set *out)
{
	uint32_t page_size = judge->plan->layout.page_size;

	values_at(judge->plan,
		  plan_region(judge->plan, seen->file,
			      offset / page_size * page_size),
		  moment, out);
}

/* May something have happened to the words of REGION during MOMENT? */
static bool changes_during(const struct judge *judge,
			   const struct region *region, struct moment moment)
{
	for (int w = 0; w < region->writers; w++) {
		const struct change *change =
			&judge->plan->change[region->writer[w].change];

		if (change->ran && change->begin <= moment.end &&
		    change->end >= moment.begin)
			return true;
	}
	return false;
}

bool judge_explains(struct judge *judge, const struct observation *seen,
		    uint64_t offset, struct moment moment)
{
	struct value_set here, page;
	token value;

	if (!value_token(&seen->value, seen->offset, &value))
		return false;
	if (seen->value.kind == VALUE_SIGBUS) {
		if (!seen_in_memory(seen))
			return false;
		page_start_values(judge, seen, offset, moment, &page);
		return set_has(&page, TOKEN_ABSENT);
	}
	values_at(judge->plan, plan_region(judge->plan, seen->file, offset),
		  moment, &here);
	/* A word that a load or read returned is never itself "absent". */
	if (value != TOKEN_ABSENT || seen->value.kind == VALUE_ABSENT)
		if (set_has(&here, value))
			return true;
	if (seen->value.kind != VALUE_ZERO || !set_has(&here, TOKEN_ABSENT))
		return false;
	/* Through a mapping the last page reads zero past end of file. */
	if (seen_in_memory(seen)) {
		page_start_values(judge, seen, offset, moment, &page);
		return can_be_present(&page);
	}
	/* A read that races with the truncation may find it half done. */
	return can_be_present(&here) &&
	       changes_during(judge,
			      plan_region(judge->plan, seen->file, offset),
			      moment);
}

const struct operation *judge_writer(const struct judge *judge,
				     const struct value *value)
{
	const struct test *test = judge->plan->layout.test;

	if (value->kind != VALUE_STAMP || value->writer >= test->processes ||
	    value->generation < 1 ||
	    value->generation > test->process[value->writer].count)
		return NULL;
	return &test->process[value->writer].operations[value->generation - 1];
}

/* Is it what a store left that had begun by then? */
static bool is_stored(const struct judge *judge, const struct observation *seen,
		      uint64_t offset)
{
	const struct operation *writer = judge_writer(judge, &seen->value);
	int c = writer ?
			judge->plan->change_of[writer->process][writer->index] :
			-1;
	const struct change *change;

	if (c < 0)
		return false;
	change = &judge->plan->change[c];
	for (int e = 0; e < change->effects; e++) {
		const struct effect *effect = &change->effect[e];

		if (effect->kind == EFFECT_STORE &&
		    effect->file == seen->file && offset >= effect->start &&
		    offset < effect->end)
			return change->ran && change->begin <= seen->end;
	}
	return false;
}

bool judge_is_store_past_end(struct judge *judge,
			     const struct observation *seen, uint64_t offset,
			     struct moment moment)
{
	struct value_set here;

	if (!seen_in_memory(seen) || seen->value.file != seen->file ||
	    seen->value.offset != seen->offset ||
	    !is_stored(judge, seen, offset))
		return false;
	values_at(judge->plan, plan_region(judge->plan, seen->file, offset),
		  moment, &here);
	return set_has(&here, TOKEN_ABSENT);
}

bool judge_is_huge_past_end(struct judge *judge, const struct observation *seen,
			    uint64_t offset, struct moment moment)
{
	struct value_set here;

	if (!seen_in_memory(seen) || seen->value.kind != VALUE_ZERO ||
	    !judge->plan->maps_past_end[seen->file])
		return false;
	values_at(judge->plan, plan_region(judge->plan, seen->file, offset),
		  moment, &here);
	return set_has(&here, TOKEN_ABSENT);
}

/* Did the writer that left VALUE bring the words of REGION during MOMENT? */
static bool brought(const struct judge *judge, const struct region *region,
		    token value, struct moment moment)
{
	for (int w = 0; w < region->writers; w++) {
		const struct change *change =
			&judge->plan->change[region->writer[w].change];
		const struct operation *o = change->operation;

		if (region->writer[w].kind == EFFECT_STAMP && change->ran &&
		    change->begin <= moment.end &&
		    change->end >= moment.begin &&
		    value == token_stamp(o->file, o->process, o->index + 1, 0))
			return true;
	}
	return false;
}

static bool taken_away(const struct judge *judge, const struct region *region,
		       struct moment moment)
{
	for (int w = 0; w < region->writers; w++) {
		const struct change *change =
			&judge->plan->change[region->writer[w].change];

		if ((region->writer[w].kind == EFFECT_CUT ||
		     region->writer[w].kind == EFFECT_MOVE) &&
		    change->ran && change->begin <= moment.end &&
		    change->end >= moment.begin)
			return true;
	}
	return false;
}

/* Is REGION behind the end but for writes that bring it during MOMENT? */
static bool only_brought(struct judge *judge, struct region *region,
			 struct moment moment)
{
	struct value_set values;

	values_at(judge->plan, region, moment, &values);
	if (values.any || !set_has(&values, TOKEN_ABSENT) ||
	    taken_away(judge, region, moment))
		return false;
	for (int i = 0; i < values.count; i++)
		if (values.value[i] != TOKEN_ABSENT &&
		    !brought(judge, region, values.value[i], moment))
			return false;
	return true;
}

bool judge_is_ahead(struct judge *judge, const struct observation *seen,
		    uint64_t offset)
{
	struct plan *plan = judge->plan;
	uint64_t page = offset - offset % plan->layout.page_size;

	if (seen->value.kind != VALUE_ZERO)
		return false;
	return only_brought(judge, plan_region(plan, seen->file, offset),
			    seen_at(seen)) &&
	       (!seen_in_memory(seen) ||
		only_brought(judge, plan_region(plan, seen->file, page),
			     seen_at(seen)));
}
