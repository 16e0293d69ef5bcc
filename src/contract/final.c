// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The final state as a whole. Each view was allowed by itself; together
 * they must come from one order of the operations.
 */
#include "contract/judge.h"

#include <string.h>

#define MAX_PLACES 64

/* Nothing is promised of private mappings: see fslitmus-contract(7). */
static bool is_final(const struct judge *judge, const struct observation *seen)
{
	return seen->view != VIEW_OPERATION &&
	       (seen->mapping < 0 ||
		judge->plan->layout.test->mapping[seen->mapping].shared);
}

/* A torn word may be anything, and inaccessible memory has no value. */
static bool tells_nothing(const struct observation *seen)
{
	return value_is_strange(&seen->value) ||
	       seen->value.kind == VALUE_SIGSEGV;
}

static bool final_holds(const struct judge *judge,
			const struct observation *seen, int file,
			uint64_t offset)
{
	return is_final(judge, seen) && seen->file == file &&
	       offset >= seen->offset &&
	       offset < (uint64_t)seen->offset + seen->length;
}

static bool is_end(const struct observation *seen)
{
	return seen->value.kind == VALUE_ABSENT ||
	       seen->value.kind == VALUE_SIGBUS;
}

/*
 * Do two views of one word agree? Past end of file a mapping shows zero in
 * the last page, and SIGBUS in pages beyond, where no word is present. What
 * was stored there is the caller's.
 */
static bool final_agree(const struct judge *judge, const struct observation *a,
			const struct observation *b, uint64_t offset)
{
	uint32_t page_size = judge->plan->layout.page_size;

	if (is_end(b) && !is_end(a)) {
		const struct observation *swap = a;

		a = b;
		b = swap;
	}
	if (is_end(a))
		return is_end(b) ||
		       (a->value.kind == VALUE_ABSENT && seen_in_memory(b) &&
			b->value.kind == VALUE_ZERO && offset % page_size != 0);
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

static uint64_t page_up(uint64_t offset, uint64_t page_size)
{
	return (offset + page_size - 1) / page_size * page_size;
}

/* A fault tells of whole pages. */
static uint64_t run_start(const struct judge *judge,
			  const struct observation *seen)
{
	return seen->value.kind == VALUE_SIGBUS ?
		       seen->offset -
			       seen->offset % judge->plan->layout.page_size :
		       seen->offset;
}

static uint64_t run_end(const struct judge *judge,
			const struct observation *seen)
{
	uint64_t page_size = judge->plan->layout.page_size;
	uint64_t end = (uint64_t)seen->offset + seen->length;

	return seen->value.kind == VALUE_SIGBUS ? page_up(end, page_size) : end;
}

static bool runs_agree(const struct judge *judge, const struct observation *a,
		       const struct observation *b, uint64_t *where)
{
	uint32_t page_size = judge->plan->layout.page_size;
	uint64_t a_start = run_start(judge, a), b_start = run_start(judge, b);
	uint64_t a_end = run_end(judge, a), b_end = run_end(judge, b);
	uint64_t start = a_start > b_start ? a_start : b_start;
	uint64_t end = a_end < b_end ? a_end : b_end;
	uint64_t page = page_up(start, page_size);

	if (start >= end)
		return true;
	*where = start;
	if (!final_agree(judge, a, b, start))
		return false;
	*where = page;
	return page >= end || final_agree(judge, a, b, page);
}

/* Where direct and cached access were mixed the views may disagree. */
static enum excuse joint_excuse(struct judge *judge, const struct joint *joint)
{
	if (joint->excuse || !judge->mixed)
		return joint->excuse;
	return judge_word_is_mixed(judge, joint->file, joint->offset) ?
		       EXCUSE_MIXED :
		       EXCUSE_NONE;
}

/* Makes it the verdict if it is worse. True: nothing can be worse. */
static bool final_take(struct judge *judge, const struct joint *joint)
{
	enum excuse excuse = joint_excuse(judge, joint);
	enum verdict_kind kind = excuse ? VERDICT_UNPROMISED :
					  VERDICT_FORBIDDEN;

	if (kind > judge->verdict->kind) {
		judge->verdict->kind = kind;
		judge->verdict->excuse = excuse;
		judge->verdict->observation = joint->observation;
		judge->offset = joint->offset;
		judge->joint = *joint;
	}
	return kind == VERDICT_FORBIDDEN;
}

/*
 * A page of a mapping that begins behind the end of file and is there, or
 * one that is not there and holds words before it. Either may be while the
 * end moves, but not when all is quiet.
 */
static bool check_pages(struct judge *judge, int index)
{
	const struct observation *seen = &judge->history->observation[index];
	uint64_t page_size = judge->plan->layout.page_size;
	bool fault = seen->value.kind == VALUE_SIGBUS;
	uint64_t end = run_end(judge, seen), at, next;
	struct moment moment = { seen->begin, seen->end };
	struct value_set values;

	if (!seen_in_memory(seen) || (!fault && seen->value.kind != VALUE_ZERO))
		return false;
	at = fault ? run_start(judge, seen) : page_up(seen->offset, page_size);
	for (; at < end && at < judge->plan->limit; at = next) {
		struct region *region = plan_region(judge->plan, seen->file,
						    at);

		next = fault ? region->end : page_up(region->end, page_size);
		values_at(judge->plan, region, moment, &values);
		if (set_has(&values, fault ? TOKEN_ABSENT : TOKEN_ZERO))
			continue;
		return final_take(
			judge,
			&(struct joint){
				.promise = PROMISE_C4,
				.file = seen->file,
				.offset = at,
				.observation = index,
				.excuse = judge_is_huge_past_end(judge, seen,
								 at, moment) ?
						  EXCUSE_HUGE :
						  EXCUSE_NONE });
	}
	return false;
}

/* The excuse for what A shows behind the end of file, where B looks too. */
static enum excuse shown_past_end(struct judge *judge,
				  const struct observation *a,
				  const struct observation *b, uint64_t offset)
{
	if (!is_end(b) && !seen_in_memory(b))
		return EXCUSE_NONE;
	if (judge_is_store_past_end(judge, a, offset, seen_at(a)))
		return EXCUSE_PAST_END;
	return judge_is_huge_past_end(judge, a, offset, seen_at(a)) ?
		       EXCUSE_HUGE :
		       EXCUSE_NONE;
}

static enum excuse past_end_excuse(struct judge *judge,
				   const struct observation *a,
				   const struct observation *b, uint64_t offset)
{
	enum excuse excuse = shown_past_end(judge, a, b, offset);

	return excuse ? excuse : shown_past_end(judge, b, a, offset);
}

static bool check_views(struct judge *judge)
{
	const struct history *history = judge->history;

	for (uint32_t i = 0; i < history->observations; i++) {
		const struct observation *a = &history->observation[i];

		if (!is_final(judge, a) || tells_nothing(a))
			continue;
		if (check_pages(judge, i))
			return true;
		for (uint32_t j = i + 1; j < history->observations; j++) {
			const struct observation *b = &history->observation[j];
			uint64_t where;

			if (!is_final(judge, b) || b->file != a->file ||
			    tells_nothing(b) || runs_agree(judge, a, b, &where))
				continue;
			if (final_take(judge,
				       &(struct joint){
					       .promise = PROMISE_C5,
					       .excuse = past_end_excuse(
						       judge, a, b, where),
					       .file = a->file,
					       .offset = where,
					       .observation = j,
					       .other = i }))
				return true;
		}
	}
	return false;
}

/* Where a stored word may be: in its place, or where the move carried it. */
struct places {
	int count;
	bool replaced; /* something may have legally replaced it */
	bool leaves;   /* the move puts something else in its place */
	struct {
		uint8_t file;
		uint64_t offset;
	} at[EFFECT_MAX + 1];
};

static void add_place(struct places *places, int file, uint64_t offset)
{
	places->at[places->count].file = file;
	places->at[places->count++].offset = offset;
}

/* Does CHANGE put something else into the word? */
static bool final_replaces(const struct change *change, int file,
			   uint64_t offset)
{
	for (int e = 0; e < change->effects; e++) {
		const struct effect *effect = &change->effect[e];

		if (effect->file == file && offset >= effect->start &&
		    offset < effect->end && effect->kind != EFFECT_GROW)
			return true;
	}
	return false;
}

/* Where the move carries the word, if it does. */
static void final_follow(const struct judge *judge, const struct change *move,
			 int file, uint64_t offset, struct places *places)
{
	int before = places->count;

	for (int e = 0; e < move->effects; e++) {
		const struct effect *effect = &move->effect[e];
		int64_t to = (int64_t)offset - effect->shift;

		if (effect->kind == EFFECT_MOVE && effect->source == file &&
		    to >= (int64_t)effect->start &&
		    (uint64_t)to < effect->end &&
		    (uint64_t)to < judge->plan->limit)
			add_place(places, effect->file, to);
	}
	if (places->count == before)
		places->replaced |= final_replaces(move, file, offset);
}

static void find_places(const struct judge *judge, int store, int move,
			int file, uint64_t offset, struct places *places)
{
	const struct plan *plan = judge->plan;
	uint32_t begin = plan->change[store].begin;

	places->count = 0;
	places->replaced = false;
	places->leaves = final_replaces(&plan->change[move], file, offset);
	add_place(places, file, offset);
	if (plan->change[move].end >= begin)
		final_follow(judge, &plan->change[move], file, offset, places);
	/*
	 * Elsewhere than in its place also by another word of the store, and
	 * by what came before the store but raced with the move.
	 */
	for (int c = 0; c < plan->changes; c++)
		for (int i = c == store; i < places->count; i++)
			if (c != move && plan->change[c].ran &&
			    plan->change[c].end >=
				    (i ? plan->change[move].begin : begin))
				places->replaced |=
					final_replaces(&plan->change[c],
						       places->at[i].file,
						       places->at[i].offset);
}

static bool is_stamp_of(const struct observation *seen, uint64_t at,
			const struct operation *store, uint64_t offset)
{
	const struct value *value = &seen->value;

	return value->kind == VALUE_STAMP && value->writer == store->process &&
	       value->generation == store->index + 1 &&
	       value->file == store->file &&
	       value->offset + (at - seen->offset) == offset;
}

static bool same_look(const struct observation *a, const struct observation *b)
{
	return a->view == b->view && a->process == b->process &&
	       a->mapping == b->mapping;
}

/*
 * How many of the places hold the stamp in LOOK, or in any if that is NULL;
 * -1: one was never looked at.
 */
static int count_found(struct judge *judge, const struct places *places,
		       const struct operation *store, uint64_t offset,
		       const struct observation *look)
{
	int found = 0;

	for (int i = 0; i < places->count; i++) {
		uint64_t at = places->at[i].offset;
		bool looked = false, here = false;

		for (uint32_t j = 0; j < judge->history->observations; j++) {
			const struct observation *seen =
				&judge->history->observation[j];

			if (!final_holds(judge, seen, places->at[i].file, at) ||
			    (look && !same_look(look, seen)))
				continue;
			/* It may be here, or not. */
			if (tells_nothing(seen))
				return -1;
			looked = true;
			here |= is_stamp_of(seen, at, store, offset) &&
				!judge_is_store_past_end(judge, seen, at,
							 seen_at(seen));
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

/* If one look by itself has lost a store, that explains a disagreement. */
static bool take_store(struct judge *judge, const struct joint *joint)
{
	if (!joint->look)
		return final_take(judge, joint);
	if (joint_excuse(judge, joint))
		return false;
	judge->verdict->observation = joint->observation;
	judge->offset = joint->offset;
	judge->joint = *joint;
	return true;
}

/* Has LOOK, or have all looks together if it is NULL, lost the store? */
static bool check_store(struct judge *judge, int c, int move,
			const struct effect *effect,
			const struct observation *look)
{
	struct plan *plan = judge->plan;
	const struct change *change = &plan->change[c];
	uint64_t end = effect->end, at;
	struct places places;
	int found;

	if (end > plan->limit)
		end = plan->limit;
	for (at = effect->start; at < end;
	     at = plan_region(plan, effect->file, at)->end) {
		find_places(judge, c, move, effect->file, at, &places);
		found = count_found(judge, &places, change->operation, at,
				    look);
		if (found < 0 || found == 1 || places.replaced ||
		    (found > 1 && (look || !places.leaves)) ||
		    (found == 0 && effect->kind == EFFECT_STORE &&
		     may_be_past_end(judge, change, effect->file, at)))
			continue;
		if (take_store(judge, &(struct joint){ .promise = PROMISE_C3,
						       .file = effect->file,
						       .offset = at,
						       .observation = -1,
						       .change = c,
						       .twice = found > 1,
						       .look = look }))
			return true;
	}
	return false;
}

/*
 * The one change that moves data, if it succeeded and nothing copies; or
 * -1. Several moves that race may order the words each in their own way.
 */
static int single_move(const struct plan *plan)
{
	int move = -1;

	for (int c = 0; c < plan->changes; c++) {
		const struct change *change = &plan->change[c];
		bool moves = false;

		for (int e = 0; change->ran && e < change->effects; e++) {
			if (change->effect[e].kind == EFFECT_COPY)
				return -1;
			moves |= change->effect[e].kind == EFFECT_MOVE;
		}
		if (!moves)
			continue;
		if (move >= 0 || !change->required)
			return -1;
		move = c;
	}
	return move;
}

/* As check_store() does of one; true: nothing can be worse. */
static bool check_stores(struct judge *judge, const struct observation *look)
{
	int move = single_move(judge->plan);

	for (int c = 0; move >= 0 && c < judge->plan->changes; c++) {
		const struct change *change = &judge->plan->change[c];

		for (int e = 0; change->required && e < change->effects; e++) {
			const struct effect *effect = &change->effect[e];

			if (effect->kind != EFFECT_STAMP &&
			    effect->kind != EFFECT_STORE)
				continue;
			if (check_store(judge, c, move, effect, look))
				return true;
		}
	}
	return false;
}

void judge_final(struct judge *judge)
{
	const struct observation *seen = judge->history->observation;
	bool broken = check_views(judge);
	struct joint joint = judge->joint;

	if (!judge->plan->moves)
		return;
	if (!broken)
		check_stores(judge, NULL);
	else if (joint.promise == PROMISE_C5 &&
		 !check_stores(judge, &seen[joint.observation]))
		check_stores(judge, &seen[joint.other]);
}
