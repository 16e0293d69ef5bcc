// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The final state as a whole. Each view was allowed by itself; together
 * they must come from one order of the operations.
 */
#include "contract/judge.h"

#include <string.h>

#define MAX_PLACES 64

/* Private mappings show what they please: see fslitmus-contract(7). */
static bool is_final(const struct judge *judge, const struct observation *seen)
{
	return seen->view != VIEW_OPERATION &&
	       (seen->mapping < 0 ||
		judge->plan->layout.test->mapping[seen->mapping].shared);
}

static bool holds(const struct judge *judge, const struct observation *seen,
		  int file, uint64_t offset)
{
	return is_final(judge, seen) && seen->file == file &&
	       offset >= seen->offset &&
	       offset < (uint64_t)seen->offset + seen->length;
}

/*
 * Do two views of one word agree? Past end of file a mapping shows zero in
 * the last page, or what was stored there, and SIGBUS in pages beyond.
 */
static bool agree(const struct judge *judge, const struct observation *a,
		  const struct observation *b, uint64_t offset)
{
	uint32_t page_size = judge->plan->layout.page_size;

	if (b->value.kind == VALUE_ABSENT && a->value.kind != VALUE_ABSENT) {
		const struct observation *swap = a;

		a = b;
		b = swap;
	}
	if (a->value.kind == VALUE_ABSENT) {
		if (!seen_in_memory(b))
			return b->value.kind == VALUE_ABSENT;
		return b->value.kind == VALUE_SIGBUS ||
		       offset % page_size != 0;
	}
	/* A fault is decided by where the page begins. */
	if ((a->value.kind == VALUE_SIGBUS || b->value.kind == VALUE_SIGBUS) &&
	    offset % page_size)
		return true;
	if (a->value.kind != b->value.kind)
		return false;
	if (a->value.kind != VALUE_STAMP)
		return true;
	return a->value.file == b->value.file &&
	       a->value.writer == b->value.writer &&
	       a->value.generation == b->value.generation &&
	       (int64_t)a->value.offset - a->offset ==
		       (int64_t)b->value.offset - b->offset;
}

static bool runs_agree(const struct judge *judge, const struct observation *a,
		       const struct observation *b, uint64_t *where)
{
	uint32_t page_size = judge->plan->layout.page_size;
	uint64_t start = a->offset > b->offset ? a->offset : b->offset;
	uint64_t a_end = (uint64_t)a->offset + a->length;
	uint64_t b_end = (uint64_t)b->offset + b->length;
	uint64_t end = a_end < b_end ? a_end : b_end;
	uint64_t page = (start + page_size - 1) / page_size * page_size;

	if (start >= end)
		return true;
	*where = start;
	if (!agree(judge, a, b, start))
		return false;
	*where = page;
	return page >= end || agree(judge, a, b, page);
}

static void check_views(struct judge *judge)
{
	const struct history *history = judge->history;

	for (uint32_t i = 0; i < history->observations; i++) {
		const struct observation *a = &history->observation[i];

		if (!is_final(judge, a))
			continue;
		for (uint32_t j = i + 1; j < history->observations; j++) {
			const struct observation *b = &history->observation[j];
			uint64_t where;

			if (!is_final(judge, b) || b->file != a->file ||
			    runs_agree(judge, a, b, &where))
				continue;
			judge->joint = PROMISE_C5;
			judge->verdict->observation = j;
			judge->other_observation = i;
			judge->offset = where;
			return;
		}
	}
}

/* Places a store may have been carried to, as (file, offset). */
struct places {
	int count;
	bool replaced;		/* something may have legally replaced it */
	struct {
		uint8_t file;
		uint64_t offset;
	} at[MAX_PLACES];
};

static void add_place(struct places *places, int file, uint64_t offset)
{
	for (int i = 0; i < places->count; i++)
		if (places->at[i].file == file &&
		    places->at[i].offset == offset)
			return;
	if (places->count == MAX_PLACES) {
		places->replaced = true;
		return;
	}
	places->at[places->count].file = file;
	places->at[places->count++].offset = offset;
}

/* Follow CHANGE from a place: where it carries the word, or that it ends. */
static void follow(const struct judge *judge, const struct change *change,
		   int file, uint64_t offset, struct places *places)
{
	bool written = false, carried = false;

	for (int e = 0; e < change->effects; e++) {
		const struct effect *effect = &change->effect[e];
		int64_t to = (int64_t)offset - effect->shift;

		written |= effect->file == file && offset >= effect->start &&
			   offset < effect->end && effect->kind != EFFECT_GROW;
		if (effect->kind != EFFECT_MOVE || effect->source != file ||
		    to < (int64_t)effect->start || (uint64_t)to >= effect->end)
			continue;
		carried = true;
		if ((uint64_t)to < judge->plan->limit)
			add_place(places, effect->file, to);
	}
	places->replaced |= written && !carried;
}

static void find_places(const struct judge *judge, int store, int file,
			uint64_t offset, struct places *places)
{
	const struct plan *plan = judge->plan;

	places->count = 0;
	places->replaced = false;
	add_place(places, file, offset);
	for (int i = 0; i < places->count && !places->replaced; i++)
		for (int c = 0; c < plan->changes; c++)
			if (c != store && plan->change[c].ran &&
			    plan->change[c].end >= plan->change[store].begin)
				follow(judge, &plan->change[c],
				       places->at[i].file,
				       places->at[i].offset, places);
}

/* How many of the places hold the stamp; -1: one was never looked at. */
static int count_found(const struct judge *judge, const struct places *places,
		       const struct operation *store, uint64_t offset)
{
	int found = 0;

	for (int i = 0; i < places->count; i++) {
		uint64_t at = places->at[i].offset;
		bool looked = false, here = false;

		for (uint32_t j = 0; j < judge->history->observations; j++) {
			const struct observation *seen =
				&judge->history->observation[j];
			const struct value *value = &seen->value;

			if (!holds(judge, seen, places->at[i].file, at))
				continue;
			looked = true;
			here |= value->kind == VALUE_STAMP &&
				value->writer == store->process &&
				value->generation == store->index + 1 &&
				value->file == store->file &&
				value->offset + (at - seen->offset) == offset;
		}
		if (!looked)
			return -1;
		found += here;
	}
	return found;
}

/* Could the word have been beyond end of file when it was stored to? */
static bool may_be_past_end(struct judge *judge, const struct change *change,
			    int file, uint64_t offset)
{
	struct moment moment = { change->begin, change->end };
	struct value_set values;

	values_at(judge->plan, plan_region(judge->plan, file, offset), moment,
		  &values);
	return set_has(&values, TOKEN_ABSENT);
}

/*
 * With a single move and no copies, a word that was carried away is not
 * left behind as well.
 */
static bool moves_once(const struct plan *plan)
{
	int movers = 0;

	for (int c = 0; c < plan->changes; c++) {
		const struct change *change = &plan->change[c];
		bool moves = false;

		for (int e = 0; change->ran && e < change->effects; e++) {
			if (change->effect[e].kind == EFFECT_COPY)
				return false;
			moves |= change->effect[e].kind == EFFECT_MOVE;
		}
		movers += moves;
	}
	return movers == 1;
}

static void check_store(struct judge *judge, int c, const struct effect *effect)
{
	struct plan *plan = judge->plan;
	const struct change *change = &plan->change[c];
	uint64_t end = effect->end, at;
	struct places places;
	int found;

	if (end > plan->limit)
		end = plan->limit;
	for (at = effect->start; at < end;) {
		uint64_t next = plan_region(plan, effect->file, at)->end;

		find_places(judge, c, effect->file, at, &places);
		found = count_found(judge, &places, change->operation, at);
		if ((found == 0 && !places.replaced &&
		     !(effect->kind == EFFECT_STORE &&
		       may_be_past_end(judge, change, effect->file, at))) ||
		    (found > 1 && moves_once(judge->plan))) {
			judge->joint = PROMISE_C3;
			judge->joint_change = c;
			judge->twice = found > 1;
			judge->offset = at;
			return;
		}
		at = next;
	}
}

static void check_stores(struct judge *judge)
{
	for (int c = 0; c < judge->plan->changes; c++) {
		const struct change *change = &judge->plan->change[c];

		for (int e = 0; change->required && e < change->effects; e++) {
			const struct effect *effect = &change->effect[e];

			if (effect->kind != EFFECT_STAMP &&
			    effect->kind != EFFECT_STORE)
				continue;
			check_store(judge, c, effect);
			if (judge->joint)
				return;
		}
	}
}

void judge_final(struct judge *judge)
{
	judge->joint = PROMISE_NONE;
	judge->joint_change = judge->other_observation = -1;
	judge->twice = false;
	check_views(judge);
	if (!judge->joint && judge->plan->moves)
		check_stores(judge);
	if (!judge->joint)
		return;
	judge->verdict->kind =
		judge->mixed ? VERDICT_UNPROMISED : VERDICT_FORBIDDEN;
}
