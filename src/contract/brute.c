// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The oracle's rule by enumeration, written for plainness. Where the rule
 * leaves a choice this takes the more permissive reading, and says so:
 *
 * - Every observation is explained alone, except those of the final state,
 *   which one choice of orders must explain together. Even then each takes
 *   its own position in a word's order: it matters only where an operation
 *   never ended, which may then take effect between two of them.
 * - A choice in which a value depends on itself is discarded only where
 *   that value is asked for.
 * - A copy whose source its operation leaves alone reads it at a point
 *   chosen for every word on its own.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "contract/brute_cells.h"
#include "contract/brute_rules.h"
#include "contract/huge.h"
#include "contract/oracle.h"
#include "contract/stamp.h"

/* Besides enum verdict_kind: ask again after the choice world.need. */
#define ANSWER_NEED ((enum verdict_kind)(VERDICT_FORBIDDEN + 1))

/* Choices to try before beginning with another target. */
#define TRIES 1000

/* A value that one word must hold. */
struct target {
	const struct observation *observation;
	uint64_t offset; /* of the observation's word */
	struct cell *cell;
	uint32_t begin, end;
	bool present; /* any value will do; false: only this one */
	held_t value;
	bool absent_is_zero; /* in a page that has a word before it */
	/* The same where that word must be there in the same choice. */
	struct cell *page;
	bool torn_is_zero;	 /* a read while the word came or went */
	bool absent_is_past_end; /* then what was seen is unpromised */
};

struct judge {
	const struct layout *layout;
	const struct history *history;
	struct world strict;
	/* The same, except that direct writes mixed with the page cache need
	   not have taken effect when they end. */
	struct world relaxed;
	bool mixed[TEST_MAX_FILES]; /* has such a write */
};

static enum verdict_kind worse(enum verdict_kind a, enum verdict_kind b)
{
	return a > b ? a : b;
}

static enum verdict_kind judge_target(struct world *world,
				      const struct target *target);

/* Is the first word of the page there, in the same choice? */
static enum verdict_kind judge_page(struct world *world,
				    const struct target *target)
{
	struct target page = {
		.cell = target->page,
		.begin = target->begin,
		.end = target->end,
		.present = true,
	};

	return judge_target(world, &page);
}

static enum verdict_kind judge_target(struct world *world,
				      const struct target *target)
{
	bool absent = false, present = false, needs = false;
	struct need need = { 0 };
	int first, last;

	if (target->cell->chosen == UNCHOSEN) {
		need_order(world, target->cell);
		return ANSWER_NEED;
	}
	world->used |= target->cell->level;
	cell_window(world, target->cell, target->begin, target->end, &first,
		    &last);
	for (int at = first; at <= last; at++) {
		held_t value = cell_value(world, target->cell, at);

		if (value == HELD_CYCLE)
			continue;
		if (value == HELD_NEED) {
			need = world->need;
			needs = true;
			continue;
		}
		if (value == HELD_ABSENT)
			absent = true;
		else
			present = true;
		if (target->present ? present : value == target->value)
			return VERDICT_ALLOWED;
	}
	if ((absent && target->absent_is_zero) ||
	    (absent && present && target->torn_is_zero))
		return VERDICT_ALLOWED;
	if (absent && target->page) {
		enum verdict_kind kind = judge_page(world, target);

		if (kind != VERDICT_FORBIDDEN)
			return kind;
	}
	if (needs) {
		world->need = need;
		return ANSWER_NEED;
	}
	return absent && target->absent_is_past_end ? VERDICT_UNPROMISED :
						      VERDICT_FORBIDDEN;
}

static bool search(struct world *world, const struct target *targets,
		   size_t count, enum verdict_kind bound, int depth,
		   uint64_t *conflict);

/*
 * Try every option of a choice. One that fails for reasons which have
 * nothing to do with this choice will fail with every option.
 */
static bool try_options(struct world *world, const struct target *targets,
			size_t count, enum verdict_kind bound, int depth,
			const struct need *need, uint64_t *conflict)
{
	uint64_t level = 1ull << (depth < 63 ? depth : 63), reasons;
	bool found = false;

	*conflict = need->depends;
	*need->level = level;
	for (int i = 0; i < need->options && !found; i++) {
		*need->slot = need->option ? need->option[i] : need->first + i;
		found = search(world, targets, count, bound, depth + 1,
			       &reasons);
		if (!found && !(reasons & level)) {
			*conflict = reasons;
			break;
		}
		*conflict |= depth < 63 ? reasons & ~level : reasons;
	}
	*need->slot = UNCHOSEN;
	*need->level = 0;
	return found;
}

/*
 * Is there a choice of orders in which no target is worse than BOUND? The
 * choices made so far already decide some of the targets. If there is none,
 * CONFLICT is set to the choices that are the reason. After WORLD->most_tries
 * the answer is no as well, and then it proves nothing.
 */
static bool search(struct world *world, const struct target *targets,
		   size_t count, enum verdict_kind bound, int depth,
		   uint64_t *conflict)
{
	struct need need = { 0 };

	if (world->tries++ == world->most_tries) {
		world->tries = world->most_tries;
		*conflict = UINT64_MAX;
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		enum verdict_kind kind;

		world->used = 0;
		kind = judge_target(world, &targets[i]);
		if (kind == ANSWER_NEED) {
			if (!need.slot)
				need = world->need;
		} else if (kind > bound) {
			*conflict = world->used;
			return false;
		}
	}
	return !need.slot || try_options(world, targets, count, bound, depth,
					 &need, conflict);
}

/* Is there no need to search? */
static bool is_impossible(struct world *world, const struct target *target)
{
	struct bound bound;
	bool absent, present;

	cell_bound(world, target->cell, target->begin, target->end, &bound);
	absent = bound_has(&bound, HELD_ABSENT);
	present = bound.any || bound.count > absent;
	if (target->present)
		return !present;
	return !bound_has(&bound, target->value) &&
	       !(absent && (target->absent_is_zero || target->page ||
			    target->absent_is_past_end)) &&
	       !(absent && present && target->torn_is_zero);
}

/* Returns search() within TRIES. *PROVED: it did not run out of them. */
static bool search_within(struct world *world, const struct target *targets,
			  size_t count, enum verdict_kind bound, uint64_t tries,
			  bool *proved)
{
	uint64_t conflict;
	bool found;

	world->tries = 0;
	world->most_tries = tries < world->patience ? tries : world->patience;
	found = search(world, targets, count, bound, 0, &conflict);
	*proved = found || world->tries < world->most_tries;
	world->patience -= world->tries;
	return found;
}

static void put_first_last(struct target *targets, size_t count)
{
	struct target first = targets[0];

	memmove(targets, targets + 1, (count - 1) * sizeof(*targets));
	targets[count - 1] = first;
}

/*
 * As search(), but exact as long as patience is left. Its time depends by
 * orders of magnitude on the first target, and a good one is not known
 * beforehand. So a search that takes long is abandoned and begun with another
 * target.
 */
static bool can_be(struct world *world, struct target *targets, size_t count,
		   enum verdict_kind bound)
{
	bool found, proved;

	for (uint64_t tries = TRIES;; tries += tries / 2) {
		found = search_within(world, targets, count, bound, tries,
				      &proved);
		if (proved || !world->patience)
			return found;
		put_first_last(targets, count);
	}
}

static bool any_impossible(struct world *world, const struct target *targets,
			   size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_impossible(world, &targets[i]))
			return true;
	return false;
}

/* The best that any choice of orders makes of TARGETS together. */
static enum verdict_kind judge_targets(struct world *world,
				       struct target *targets, size_t count)
{
	bool past_end = false;

	if (any_impossible(world, targets, count))
		return VERDICT_FORBIDDEN;
	if (can_be(world, targets, count, VERDICT_ALLOWED))
		return VERDICT_ALLOWED;
	for (size_t i = 0; i < count; i++)
		past_end |= targets[i].absent_is_past_end;
	if (past_end && can_be(world, targets, count, VERDICT_UNPROMISED))
		return VERDICT_UNPROMISED;
	return VERDICT_FORBIDDEN;
}

/* Is it quickly proved that TARGETS are forbidden? */
static bool clearly_forbidden(struct world *world, struct target *targets,
			      size_t count)
{
	bool proved;

	return any_impossible(world, targets, count) ||
	       (!search_within(world, targets, count, VERDICT_UNPROMISED,
			       10 * TRIES, &proved) &&
		proved);
}

static struct cell *page_cell(struct world *world, int file, uint64_t offset)
{
	return world_cell(world, file,
			  offset - offset % world->layout->page_size);
}

/* Can the first word of the page be present at some point? */
static bool page_present(struct world *world, int file, uint64_t offset,
			 uint32_t begin, uint32_t end)
{
	struct target target = {
		.cell = page_cell(world, file, offset),
		.begin = begin,
		.end = end,
		.present = true,
	};

	return judge_targets(world, &target, 1) == VERDICT_ALLOWED;
}

/* Without trying orders: no means that the word is present in all. */
static bool may_be_absent(const struct world *world, const struct cell *cell)
{
	if (cell->initial == HELD_ABSENT)
		return true;
	for (int i = 0; i < cell->changes; i++) {
		const struct change *change = &cell->change[i];
		enum effect_kind kind =
			world->event[change->event].effect[change->effect].kind;

		if (kind == EFFECT_CUT || kind == EFFECT_MOVE)
			return true;
	}
	return false;
}

/* Is VALUE what a mapped store that began before END wrote to CELL? */
static bool is_store(const struct world *world, const struct cell *cell,
		     held_t value, uint32_t end)
{
	for (int i = 0; i < cell->changes; i++) {
		const struct change *change = &cell->change[i];
		const struct event *event = &world->event[change->event];
		const struct operation *o = event->operation;

		if (event->effect[change->effect].kind == EFFECT_STORE &&
		    event->begin <= end &&
		    value == held_stamp(cell->file, o->process, o->index + 1,
					cell->offset))
			return true;
	}
	return false;
}

static void target_zero(struct world *world, struct target *target, bool mapped)
{
	struct cell *cell = target->cell;

	target->value = HELD_ZERO;
	target->absent_is_past_end =
		mapped && layout_maps_past_end(world->layout, cell->file);
	if (!may_be_absent(world, cell))
		return;
	target->torn_is_zero = !mapped;
	target->absent_is_zero = mapped &&
				 page_present(world, cell->file, cell->offset,
					      target->begin, target->end);
}

static void target_stamp(struct world *world, struct target *target,
			 bool mapped)
{
	const struct observation *o = target->observation;
	const struct value *v = &o->value;

	target->value = held_stamp(v->file, v->writer, v->generation,
				   v->offset + target->offset - o->offset);
	target->absent_is_past_end = mapped &&
				     is_store(world, target->cell,
					      target->value, target->end);
}

/*
 * The word at OFFSET of the observation, which may have looked as early as
 * BEGIN. Only while nothing is chosen in WORLD.
 */
static struct target make_target(struct world *world,
				 const struct observation *o, uint64_t offset,
				 uint32_t begin)
{
	bool mapped = observed_mapped(o);
	struct target target = {
		.observation = o,
		.offset = offset,
		.begin = begin,
		.end = o->end,
	};

	if (o->value.kind == VALUE_SIGBUS)
		target.cell = page_cell(world, o->file, offset);
	else
		target.cell = world_cell(world, o->file, offset);
	if (o->value.kind == VALUE_STAMP)
		target_stamp(world, &target, mapped);
	else if (o->value.kind == VALUE_ZERO)
		target_zero(world, &target, mapped);
	else
		target.value = HELD_ABSENT;
	return target;
}

/* One word alone, in one of the worlds. */
static bool explains(struct world *world, const struct observation *o,
		     uint64_t offset, uint32_t begin)
{
	struct target target = make_target(world, o, offset, begin);

	return judge_targets(world, &target, 1) != VERDICT_FORBIDDEN;
}

static bool any_mixed(const struct judge *judge)
{
	for (int f = 0; f < judge->layout->test->files; f++)
		if (judge->mixed[f])
			return true;
	return false;
}

/* U1 for one word: unpromised if the mixture explains it. */
static enum verdict_kind judge_mixed(struct judge *judge,
				     const struct observation *o,
				     uint64_t offset)
{
	uint32_t begin = o->begin;

	if (direct_read_mixed(&judge->strict, o))
		begin = 0;
	else if (!any_mixed(judge))
		return VERDICT_FORBIDDEN;
	return explains(&judge->relaxed, o, offset, begin) ?
		       VERDICT_UNPROMISED :
		       VERDICT_FORBIDDEN;
}

/*
 * U2 for one word: a private mapping may keep whatever was there ever, and
 * has what was stored through it.
 */
static enum verdict_kind judge_private(struct judge *judge,
				       const struct observation *o,
				       uint64_t offset)
{
	if (!observed_private(judge->layout, o))
		return VERDICT_FORBIDDEN;
	if (is_private_store(judge->layout, judge->history, o, offset))
		return VERDICT_ALLOWED;
	return explains(&judge->relaxed, o, offset, 0) ? VERDICT_UNPROMISED :
							 VERDICT_FORBIDDEN;
}

static enum verdict_kind judge_unpromised(struct judge *judge,
					  const struct observation *o,
					  uint64_t offset)
{
	enum verdict_kind kind = judge_private(judge, o, offset);

	return kind == VERDICT_FORBIDDEN ? judge_mixed(judge, o, offset) : kind;
}

static bool happens_during(const struct event *event,
			   const struct observation *o)
{
	return event->begin <= o->end && o->begin <= event->end;
}

/* Is VALUE a write's that brings it to CELL while it is looked at? */
static bool is_brought(const struct world *world, const struct cell *cell,
		       held_t value, const struct observation *o)
{
	for (int i = 0; i < cell->changes; i++) {
		const struct event *event =
			&world->event[cell->change[i].event];

		if (change_effect(world, &cell->change[i])->kind ==
			    EFFECT_STAMP &&
		    happens_during(event, o) &&
		    value == cell_stamp(cell, event->operation))
			return true;
	}
	return false;
}

static bool is_taken_away(const struct world *world, const struct cell *cell,
			  const struct observation *o)
{
	for (int i = 0; i < cell->changes; i++) {
		enum effect_kind kind =
			change_effect(world, &cell->change[i])->kind;

		if ((kind == EFFECT_CUT || kind == EFFECT_MOVE) &&
		    happens_during(&world->event[cell->change[i].event], o))
			return true;
	}
	return false;
}

/* Is the word behind the end of file, except for writes that run meanwhile? */
static bool only_brought(struct world *world, const struct observation *o,
			 struct cell *cell)
{
	struct target target = {
		.observation = o,
		.offset = cell->offset,
		.begin = o->begin,
		.end = o->end,
		.cell = cell,
	};
	struct bound bound;
	bool absent = false;

	if (is_taken_away(world, cell, o))
		return false;
	cell_bound(world, cell, o->begin, o->end, &bound);
	for (int i = 0; i < bound.count; i++) {
		target.value = bound.value[i];
		if (judge_targets(world, &target, 1) != VERDICT_ALLOWED)
			continue;
		if (target.value == HELD_ABSENT)
			absent = true;
		else if (!is_brought(world, cell, target.value, o))
			return false;
	}
	return absent && !bound.any;
}

/* The size was published ahead of an appending write's data. */
static bool is_ahead(struct judge *judge, const struct observation *o,
		     uint64_t offset)
{
	struct world *world = &judge->strict;

	return o->value.kind == VALUE_ZERO &&
	       only_brought(world, o, world_cell(world, o->file, offset)) &&
	       (!observed_mapped(o) ||
		only_brought(world, o, page_cell(world, o->file, offset)));
}

static enum verdict_kind judge_word(struct judge *judge,
				    const struct observation *o,
				    uint64_t offset)
{
	struct target target = make_target(&judge->strict, o, offset, o->begin);
	enum verdict_kind kind = judge_targets(&judge->strict, &target, 1);

	if (kind == VERDICT_ALLOWED && is_ahead(judge, o, offset))
		return VERDICT_UNPROMISED;
	return kind == VERDICT_FORBIDDEN ? judge_unpromised(judge, o, offset) :
					   kind;
}

/* Bytes until the next word worth judging: a page faults as a whole. */
static uint64_t judge_step(const struct judge *judge,
			   const struct observation *o, uint64_t offset)
{
	uint64_t page = judge->layout->page_size;

	return o->value.kind == VALUE_SIGBUS ? page - offset % page : TEST_WORD;
}

static enum verdict_kind judge_words(struct judge *judge,
				     const struct observation *o)
{
	uint64_t end = (uint64_t)o->offset + o->length;
	enum verdict_kind kind = VERDICT_ALLOWED;

	for (uint64_t at = o->offset; at < end && kind != VERDICT_FORBIDDEN;
	     at += judge_step(judge, o, at))
		kind = worse(kind, judge_word(judge, o, at));
	return kind;
}

static uint64_t held_raw(const struct judge *judge, held_t value)
{
	if (value == HELD_ABSENT || value == HELD_ZERO)
		return 0;
	return stamp(judge->history->round, value >> 56 & 7, value >> 48 & 15,
		     value >> 40 & 63, (value & 0xffffffff) * TEST_WORD);
}

/*
 * A word of which each byte is that of a value that some choice of orders
 * leaves there, each perhaps in a choice of its own.
 */
static bool each_byte_held(struct judge *judge, const struct observation *o)
{
	struct target target = {
		.observation = o,
		.offset = o->offset,
		.begin = o->begin,
		.end = o->end,
		.cell = world_cell(&judge->strict, o->file, o->offset),
	};
	uint64_t found = 0;
	struct bound bound;

	if (observed_private(judge->layout, o))
		target.begin = 0;
	cell_bound(&judge->strict, target.cell, target.begin, o->end, &bound);
	for (int i = 0; i < bound.count; i++) {
		uint64_t differs = o->value.raw ^
				   held_raw(judge, bound.value[i]);

		target.value = bound.value[i];
		if (judge_targets(&judge->strict, &target, 1) !=
		    VERDICT_ALLOWED)
			continue;
		for (int bit = 0; bit < 64; bit += 8)
			if (!(differs >> bit & 0xff))
				found |= UINT64_C(0xff) << bit;
	}
	return bound.any || found == UINT64_MAX;
}

static enum verdict_kind judge_strange(struct judge *judge,
				       const struct observation *o)
{
	if (o->length != TEST_WORD || !each_byte_held(judge, o) ||
	    !may_be_torn(&judge->strict, o, o->offset))
		return VERDICT_FORBIDDEN;
	return VERDICT_UNPROMISED;
}

/* Judges words for which orders do not matter; ANSWER_NEED: all others. */
static enum verdict_kind judge_kind(const struct judge *judge,
				    const struct observation *o)
{
	switch (o->value.kind) {
	case VALUE_ZERO:
	case VALUE_STAMP:
	case VALUE_ABSENT:
		return ANSWER_NEED;
	case VALUE_SIGBUS:
		return observed_mapped(o) ? ANSWER_NEED : VERDICT_FORBIDDEN;
	case VALUE_SIGSEGV:
		return may_be_unmapped(judge->layout, judge->history, o) ?
			       VERDICT_ALLOWED :
			       VERDICT_FORBIDDEN;
	default:
		return VERDICT_FORBIDDEN;
	}
}

static bool judged_together(const struct judge *judge,
			    const struct observation *o)
{
	return o->view != VIEW_OPERATION && !observed_private(judge->layout, o);
}

static struct cell *group_of(struct cell *cell)
{
	while (cell->group != cell)
		cell = cell->group = cell->group->group;
	return cell;
}

/* Join the word with all that its value may have come from. */
static void group_cell(struct world *world, struct cell *cell)
{
	if (cell->grouped)
		return;
	cell->grouped = true;
	for (int i = 0; i < cell->changes; i++) {
		const struct change *change = &cell->change[i];
		enum effect_kind kind =
			world->event[change->event].effect[change->effect].kind;
		struct cell *source;

		if (kind != EFFECT_MOVE && kind != EFFECT_COPY)
			continue;
		source = change_source(world, cell, change);
		if (!source)
			continue;
		group_of(source)->group = group_of(cell);
		group_cell(world, source);
	}
}

/*
 * The first word of TARGET's page, if a word behind the end of file would do
 * in a page that has one, and NULL otherwise.
 */
static struct cell *page_of(struct world *world, const struct target *target)
{
	if (!observed_mapped(target->observation) || target->value != HELD_ZERO)
		return NULL;
	return page_cell(world, target->observation->file, target->offset);
}

/*
 * First by values alone, which is as far as a mixture reaches; then with the
 * pages in which something has to be there.
 */
static void group_targets(struct world *world, struct target *targets,
			  size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct cell *page = page_of(world, &targets[i]);

		group_cell(world, targets[i].cell);
		if (page)
			group_cell(world, page);
	}
	for (int f = 0; f < world->layout->test->files; f++)
		for (uint64_t w = 0; w < world->words[f]; w++)
			if (world->cells[f][w].grouped)
				world->cells[f][w].origin = group_of(
					&world->cells[f][w]);
	for (size_t i = 0; i < count; i++)
		if (targets[i].page)
			group_of(targets[i].page)->group = group_of(
				targets[i].cell);
}

static size_t count_final(const struct judge *judge)
{
	size_t count = 0;

	for (uint32_t i = 0; i < judge->history->observations; i++) {
		const struct observation *o = &judge->history->observation[i];

		if (judged_together(judge, o))
			count += 2 *
				 (observed_end(judge->layout, o) -
				  observed_start(judge->layout, o)) /
				 TEST_WORD;
	}
	return count;
}

/*
 * A page whose first word is absent has no other word either, since the end of
 * file is where the absent words begin. So SIGBUS tells about every word.
 */
static size_t list_word(struct judge *judge, const struct observation *o,
			uint64_t offset, struct target targets[2])
{
	struct world *world = &judge->strict;

	targets[0] = targets[1] = make_target(world, o, offset, o->begin);
	targets[1].cell = world_cell(world, o->file, offset);
	if (targets[0].absent_is_zero) {
		targets[0].absent_is_zero = false;
		targets[0].page = page_cell(world, o->file, offset);
	}
	return o->value.kind == VALUE_SIGBUS ? 2 : 1;
}

static size_t list_final(struct judge *judge, struct target *targets)
{
	size_t count = 0;

	for (uint32_t i = 0; i < judge->history->observations; i++) {
		const struct observation *o = &judge->history->observation[i];
		uint64_t end = observed_end(judge->layout, o);

		if (!judged_together(judge, o) ||
		    judge_kind(judge, o) != ANSWER_NEED)
			continue;
		for (uint64_t at = observed_start(judge->layout, o); at < end;
		     at += TEST_WORD)
			count += list_word(judge, o, at, targets + count);
	}
	group_targets(&judge->strict, targets, count);
	return count;
}

/* Does one of the words lie in a file where a mixture happened? */
static bool origin_mixed(struct judge *judge, const struct cell *origin)
{
	struct world *world = &judge->strict;

	for (int f = 0; f < judge->layout->test->files; f++)
		for (uint64_t w = 0; judge->mixed[f] && w < world->words[f];
		     w++)
			if (world->cells[f][w].origin == origin)
				return true;
	return false;
}

/* Did a mixture touch the page that TARGET's word may lie in? */
static bool page_mixed(struct judge *judge, const struct target *target)
{
	struct cell *page = page_of(&judge->strict, target);

	return page && origin_mixed(judge, page->origin);
}

static bool any_origin_mixed(struct judge *judge, const struct target *targets,
			     size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (origin_mixed(judge, targets[i].cell->origin) ||
		    page_mixed(judge, &targets[i]))
			return true;
	return false;
}

/* TARGET, if the mixture that touched its page may have brought it. */
static struct target free_page(struct judge *judge, struct target target)
{
	if (!page_mixed(judge, &target))
		return target;
	target.page = NULL;
	target.absent_is_zero = page_present(&judge->relaxed,
					     target.observation->file,
					     target.offset, target.begin,
					     target.end);
	return target;
}

/* Each word alone where a mixture touched one, else all of them together. */
static enum verdict_kind judge_origin(struct judge *judge,
				      const struct target *targets,
				      size_t count)
{
	enum verdict_kind kind = VERDICT_ALLOWED;
	struct target *free_targets;

	if (origin_mixed(judge, targets[0].cell->origin)) {
		for (size_t i = 0; i < count && kind != VERDICT_FORBIDDEN; i++)
			kind = worse(kind,
				     judge_word(judge, targets[i].observation,
						targets[i].offset));
		return kind;
	}
	free_targets = xcalloc(count, sizeof(*free_targets));
	for (size_t i = 0; i < count; i++)
		free_targets[i] = free_page(judge, targets[i]);
	kind = judge_targets(&judge->strict, free_targets, count);
	free(free_targets);
	return kind;
}

/* Bring the targets of the first one's origin to the front; how many? */
static size_t gather_origin(struct target *targets, size_t count)
{
	struct cell *origin = targets[0].cell->origin;
	size_t gathered = 0;

	for (size_t i = 0; i < count; i++) {
		struct target target = targets[i];

		if (target.cell->origin != origin)
			continue;
		targets[i] = targets[gathered];
		targets[gathered++] = target;
	}
	return gathered;
}

/* If a mixture touched some of the words: judges those of each origin apart. */
static enum verdict_kind judge_origins(struct judge *judge,
				       struct target *targets, size_t count)
{
	enum verdict_kind kind = VERDICT_UNPROMISED;
	size_t origin;

	if (!any_origin_mixed(judge, targets, count))
		return VERDICT_FORBIDDEN;
	for (size_t i = 0; i < count && kind != VERDICT_FORBIDDEN;
	     i += origin) {
		origin = gather_origin(targets + i, count - i);
		kind = worse(kind, judge_origin(judge, targets + i, origin));
	}
	return kind;
}

static int by_word(const void *a, const void *b)
{
	const struct cell *x = ((const struct target *)a)->cell;
	const struct cell *y = ((const struct target *)b)->cell;

	if (x->file != y->file)
		return x->file - y->file;
	return (x->offset > y->offset) - (x->offset < y->offset);
}

static size_t count_same_word(const struct target *targets, size_t count)
{
	size_t same = 1;

	while (same < count && targets[same].cell == targets[0].cell)
		same++;
	return same;
}

/*
 * Mostly two looks at one word contradict each other. To prove it with other
 * words beside them, all orders of those would be tried.
 */
static bool word_forbidden(struct judge *judge, struct target *targets,
			   size_t count)
{
	size_t same;

	qsort(targets, count, sizeof(*targets), by_word);
	for (size_t i = 0; i < count; i += same) {
		same = count_same_word(targets + i, count - i);
		if (clearly_forbidden(&judge->strict, targets + i, same))
			return true;
	}
	return false;
}

static enum verdict_kind judge_group(struct judge *judge,
				     struct target *targets, size_t count)
{
	enum verdict_kind kind = VERDICT_FORBIDDEN;

	if (!word_forbidden(judge, targets, count))
		kind = judge_targets(&judge->strict, targets, count);
	return kind == VERDICT_FORBIDDEN ?
		       judge_origins(judge, targets, count) :
		       kind;
}

/* Bring the targets of the first one's group to the front; how many? */
static size_t gather_group(struct target *targets, size_t count)
{
	struct cell *group = group_of(targets[0].cell);
	size_t gathered = 0;

	for (size_t i = 0; i < count; i++) {
		struct target target = targets[i];

		if (group_of(target.cell) != group)
			continue;
		targets[i] = targets[gathered];
		targets[gathered++] = target;
	}
	return gathered;
}

/* J1: one choice of orders must explain the whole final state. */
static enum verdict_kind judge_final(struct judge *judge)
{
	size_t room = count_final(judge), count, group;
	struct target *targets = xcalloc(room, sizeof(*targets));
	enum verdict_kind kind = VERDICT_ALLOWED;

	count = list_final(judge, targets);
	for (size_t i = 0; i < count && kind != VERDICT_FORBIDDEN; i += group) {
		group = gather_group(targets + i, count - i);
		kind = worse(kind, judge_group(judge, targets + i, group));
	}
	free(targets);
	return kind;
}

static enum verdict_kind judge_all(struct judge *judge)
{
	enum verdict_kind kind = VERDICT_ALLOWED;

	for (uint32_t i = 0;
	     i < judge->history->observations && kind != VERDICT_FORBIDDEN;
	     i++) {
		const struct observation *o = &judge->history->observation[i];
		enum verdict_kind answer = value_is_strange(&o->value) ?
						   judge_strange(judge, o) :
						   judge_kind(judge, o);

		if (answer != ANSWER_NEED)
			kind = worse(kind, answer);
		else if (!judged_together(judge, o))
			kind = worse(kind, judge_words(judge, o));
	}
	return kind == VERDICT_FORBIDDEN ? kind :
					   worse(kind, judge_final(judge));
}

bool brute_judge_within(const struct layout *layout,
			const struct history *history, uint64_t choices,
			enum verdict_kind *kind)
{
	struct judge judge = { .layout = layout, .history = history };
	bool done;

	world_init(&judge.strict, layout, history);
	world_init(&judge.relaxed, layout, history);
	judge.strict.patience = judge.relaxed.patience = choices;
	relax_mixed(&judge.strict, &judge.relaxed, judge.mixed);
	*kind = judge_all(&judge);
	done = judge.strict.patience && judge.relaxed.patience;
	world_free(&judge.relaxed);
	world_free(&judge.strict);
	return done;
}

enum verdict_kind brute_judge(const struct layout *layout,
			      const struct history *history)
{
	enum verdict_kind kind;

	brute_judge_within(layout, history, UINT64_MAX, &kind);
	return kind;
}
