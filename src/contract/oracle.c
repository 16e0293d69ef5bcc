// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The fast oracle. It compares every observation with the values that its words
 * may have held, and then the final views with each other.
 */
#include "contract/oracle.h"
#include "contract/judge.h"

#include <string.h>

static const struct record *record_of(const struct judge *judge,
				      const struct operation *operation)
{
	return &judge->history->record[operation->process][operation->index];
}

/* Did the store that left this stamp go through the same private mapping? */
static bool is_own_private_store(const struct judge *judge,
				 const struct observation *seen,
				 uint64_t offset)
{
	const struct operation *writer = judge_writer(judge, &seen->value);
	int64_t start, end;

	if (!writer || !(writer->type->traits & TRAIT_WRITES) ||
	    writer->mapping != seen->mapping ||
	    seen->value.file != seen->file ||
	    seen->value.offset != seen->offset)
		return false;
	operation_bytes(judge->plan->layout.test, writer,
			judge->plan->layout.page_size, &start, &end);
	return (int64_t)offset >= start && (int64_t)offset < end &&
	       record_of(judge, writer)->status != RECORD_NOT_RUN &&
	       record_of(judge, writer)->begin <= seen->end;
}

/* Can OPERATION be why SEEN found no memory to access? */
static bool may_unmap(const struct judge *judge,
		      const struct operation *operation,
		      const struct observation *seen)
{
	const struct record *record = record_of(judge, operation);

	if (operation->mapping != seen->mapping)
		return false;
	if (operation->type->shape == SHAPE_MAP)
		return record->status != RECORD_DONE || !record->end ||
		       record->end >= seen->begin;
	return operation->type->traits & (TRAIT_UNMAPS | TRAIT_REVOKES) &&
	       record->status != RECORD_NOT_RUN && record->begin <= seen->end;
}

/* An access may fault where its memory may have been unmapped or barred. */
static bool may_be_unmapped(const struct judge *judge,
			    const struct observation *seen)
{
	const struct test *test = judge->plan->layout.test;

	for (int p = 0; seen->mapping >= 0 && p < test->processes; p++)
		for (int i = 0; i < test->process[p].count; i++)
			if (may_unmap(judge, &test->process[p].operations[i],
				      seen))
				return true;
	return false;
}

static enum verdict_kind judge_private(struct judge *judge,
				       const struct observation *seen,
				       uint64_t offset)
{
	struct moment ever = { 0, seen->end };

	judge->excuse = EXCUSE_PRIVATE;
	/*
	 * mmap(2): whether changes made to the file after the mapping was
	 * made are visible in it is unspecified.
	 */
	if (is_own_private_store(judge, seen, offset))
		return VERDICT_ALLOWED;
	if (judge_explains(judge, seen, offset, ever) ||
	    judge_is_store_past_end(judge, seen, offset, ever) ||
	    judge_is_huge_past_end(judge, seen, offset, ever))
		return VERDICT_UNPROMISED;
	return VERDICT_FORBIDDEN;
}

/* A direct read racing with cached writing may find what disk held before. */
static struct moment relaxed_moment(const struct judge *judge,
				    const struct observation *seen)
{
	struct moment moment = { seen->begin, seen->end };

	if (judge_direct_read_is_mixed(judge, seen))
		moment.begin = 0;
	return moment;
}

/* Behind everything that the test can reach there is the end of file. */
static enum verdict_kind judge_beyond(struct judge *judge,
				      const struct observation *seen)
{
	judge->excuse = EXCUSE_HUGE;
	if (seen_in_memory(seen) && seen->value.kind == VALUE_ZERO &&
	    judge->plan->maps_past_end[seen->file])
		return VERDICT_UNPROMISED;
	if (seen->value.kind == VALUE_ABSENT ||
	    (seen->value.kind == VALUE_SIGBUS && seen_in_memory(seen)))
		return VERDICT_ALLOWED;
	return VERDICT_FORBIDDEN;
}

/* If the word is unpromised, JUDGE->excuse says why. */
static enum verdict_kind judge_word(struct judge *judge,
				    const struct observation *seen,
				    uint64_t offset)
{
	struct moment moment = { seen->begin, seen->end };
	enum verdict_kind kind = VERDICT_FORBIDDEN;

	if (seen->value.kind == VALUE_SIGSEGV)
		return may_be_unmapped(judge, seen) ? VERDICT_ALLOWED :
						      VERDICT_FORBIDDEN;
	if (value_is_strange(&seen->value)) {
		judge->excuse = EXCUSE_TORN;
		return judge_is_torn(judge, seen, offset) ? VERDICT_UNPROMISED :
							    VERDICT_FORBIDDEN;
	}
	if (judge_explains(judge, seen, offset, moment)) {
		judge->excuse = EXCUSE_AHEAD;
		return judge_is_ahead(judge, seen, offset) ?
			       VERDICT_UNPROMISED :
			       VERDICT_ALLOWED;
	}
	if (seen_privately(judge, seen))
		kind = judge_private(judge, seen, offset);
	if (kind != VERDICT_FORBIDDEN)
		return kind;
	judge->excuse = EXCUSE_PAST_END;
	if (judge_is_store_past_end(judge, seen, offset, moment))
		return VERDICT_UNPROMISED;
	judge->excuse = EXCUSE_HUGE;
	if (judge_is_huge_past_end(judge, seen, offset, moment))
		return VERDICT_UNPROMISED;
	judge->excuse = EXCUSE_MIXED;
	if (!judge->mixed && !judge_direct_read_is_mixed(judge, seen))
		return VERDICT_FORBIDDEN;
	values_begin(judge->plan, judge->history, true);
	if (judge_explains(judge, seen, offset, relaxed_moment(judge, seen)))
		kind = VERDICT_UNPROMISED;
	values_begin(judge->plan, judge->history, false);
	return kind;
}

/*
 * Where the next word of a run has to be asked about anew: at the next
 * region, and for what depends on its page at the next page.
 */
static uint64_t next_question(const struct judge *judge,
			      const struct observation *seen, uint64_t offset)
{
	uint32_t page_size = judge->plan->layout.page_size;
	uint64_t end = plan_region(judge->plan, seen->file, offset)->end;
	uint64_t page_end = (offset / page_size + 1) * page_size;
	bool by_page = seen->value.kind == VALUE_SIGBUS ||
		       (seen_in_memory(seen) &&
			seen->value.kind == VALUE_ZERO && judge->plan->changes);

	if (seen->value.kind == VALUE_SIGBUS)
		return page_end;
	return by_page && page_end < end ? page_end : end;
}

static void judge_observation(struct judge *judge, int index)
{
	const struct observation *seen = &judge->history->observation[index];
	uint64_t end = (uint64_t)seen->offset + seen->length, offset, next;

	for (offset = seen->offset; offset < end; offset = next) {
		bool beyond = offset >= judge->plan->limit;
		enum verdict_kind kind = beyond ? judge_beyond(judge, seen) :
						  judge_word(judge, seen,
							     offset);

		next = beyond ? end : next_question(judge, seen, offset);
		if (kind == VERDICT_ALLOWED || kind <= judge->verdict->kind)
			continue;
		judge->verdict->kind = kind;
		judge->verdict->excuse = kind == VERDICT_UNPROMISED ?
						 judge->excuse :
						 EXCUSE_NONE;
		judge->verdict->observation = index;
		judge->offset = offset;
		if (kind == VERDICT_FORBIDDEN)
			return;
	}
}

static const struct verdict allowed = { .observation = -1 };

enum verdict_kind oracle_judge(struct plan *plan, const struct history *history,
			       struct verdict *verdict)
{
	struct judge judge = { .plan = plan,
			       .history = history,
			       .verdict = verdict };

	/* Not the text: it is large, and written only with a verdict. */
	memcpy(verdict, &allowed, offsetof(struct verdict, why));
	verdict->why[0] = '\0';
	plan->steps = 0;
	plan->bounded = false;
	judge_find_mixed(&judge);
	values_begin(plan, history, false);
	for (uint32_t i = 0; i < history->observations; i++) {
		judge_observation(&judge, i);
		if (verdict->kind == VERDICT_FORBIDDEN)
			break;
	}
	if (verdict->kind != VERDICT_FORBIDDEN)
		judge_final(&judge);
	if (verdict->kind != VERDICT_ALLOWED)
		judge_classify(&judge);
	verdict->bounded = plan->bounded;
	return verdict->kind;
}
