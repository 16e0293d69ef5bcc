// SPDX-License-Identifier: GPL-2.0-or-later
/* The rules that leave programs out. */
#include "gen/rules.h"

#include <string.h>

#include "gen/build.h"
#include "gen/place.h"
#include "litmus/check.h"
#include "litmus/print.h"

/* A program that rules are asked about. */
struct question {
	const struct space *space;
	const struct program *program;
};

/* One of its operations; NULL or unset if it is not known yet. */
struct step {
	int process, index;
	const struct verb *verb;
	int place;
};

static struct step step_at(const struct question *question, int process,
			   int index)
{
	const int op = program_op(question->program, process, index);

	return (struct step){
		.process = process,
		.index = index,
		.verb = op < 0 ? NULL : &question->space->verb[op],
		.place = program_place(question->program, process, index),
	};
}

static int state(const struct question *question, enum factor factor)
{
	return program_state(question->program, factor);
}

static int steps_of(const struct question *question, int process)
{
	return question->program->shape.steps[process];
}

static const struct map_kind *mapping_of(const struct question *question)
{
	const int mapping = state(question, FACTOR_MAPPING);

	return mapping < 0 ? NULL : &question->space->mapping[mapping];
}

typedef bool about_verb(const struct verb *verb);

/*
 * Is it certain that no operation of PROCESS (-1: of any) is ABOUT? Not while
 * one is unknown.
 */
static bool none_is(const struct question *question, int process,
		    about_verb *about)
{
	for (int p = 0; p < 2; p++)
		for (int i = 0; i < steps_of(question, p); i++) {
			const struct step step = step_at(question, p, i);

			if (process >= 0 && p != process)
				continue;
			if (!step.verb || about(step.verb))
				return false;
		}
	return true;
}

/* Is all known that build_step() needs? */
static bool step_is_known(const struct question *question,
			  const struct step *step)
{
	return step->verb && step->place >= 0 &&
	       state(question, FACTOR_SIZE) >= 0 &&
	       (!verb_has_second(step->verb) ||
		state(question, FACTOR_SECOND) >= 0);
}

/*
 * Rules about one operation and the state.
 */

static bool touches_all(const struct question *question,
			const struct step *step)
{
	(void)question;
	return step->verb && step->verb->type->traits & TRAIT_OWN_FS;
}

static bool lacks_mapping(const struct question *question,
			  const struct step *step)
{
	const struct map_kind *mapping = mapping_of(question);

	return step->verb && mapping && !mapping->exists &&
	       verb_maps(step->verb);
}

static bool stores_read_only(const struct question *question,
			     const struct step *step)
{
	const struct map_kind *mapping = mapping_of(question);

	return step->verb && mapping && !mapping->writable &&
	       step->verb->type->traits & TRAIT_WRITES;
}

static bool lacks_second(const struct question *question,
			 const struct step *step)
{
	return step->verb && verb_has_second(step->verb) &&
	       state(question, FACTOR_SECOND) == SECOND_NONE;
}

/* From itself to itself is one direction, and all of it has no room behind. */
static bool copies_in_place(const struct question *question,
			    const struct step *step)
{
	return step->verb && verb_has_second(step->verb) &&
	       state(question, FACTOR_SECOND) == SECOND_SELF &&
	       (step->verb->from || step->place == PLACE_WHOLE);
}

static bool lacks_place(const struct question *question,
			const struct step *step)
{
	struct operation operation;

	return step_is_known(question, step) &&
	       !build_step(question->space, question->program, step->process,
			   step->index, &operation);
}

/* STEP at another PLACE. False: there is no such place. */
static bool build_elsewhere(const struct question *question,
			    const struct step *step, int place,
			    struct operation *operation)
{
	struct program other = *question->program;

	program_set_place(&other, step->process, step->index, place);
	return build_step(question->space, &other, step->process, step->index,
			  operation);
}

static bool has_another_name(const struct question *question,
			     const struct step *step)
{
	struct operation operation, other;

	if (!step_is_known(question, step) || step->place == PLACE_NONE ||
	    !build_step(question->space, question->program, step->process,
			step->index, &operation))
		return false;
	for (int place = PLACE_NONE + 1; place < step->place; place++)
		if (build_elsewhere(question, step, place, &other) &&
		    operations_alike(&operation, &other))
			return true;
	return false;
}

static bool appends_elsewhere(const struct question *question,
			      const struct step *step)
{
	(void)question;
	return step->verb && step->place >= 0 && step->place != PLACE_AT &&
	       step->verb->options & step->verb->type->appending;
}

/*
 * Rules about the state.
 */

static bool is_no_content(const struct question *question)
{
	const int content = state(question, FACTOR_CONTENT);
	const int size = state(question, FACTOR_SIZE);
	int pages;

	if (content < 0 || size < 0)
		return false;
	pages = place_pages(space_size(size));
	switch (content) {
	case FILE_ABSENT:
		return pages;
	case FILE_HOLE:
		return false;
	case FILE_MIXED:
		return !build_can_mix(space_size(size));
	default:
		return !pages;
	}
}

static bool has_data(int content)
{
	return content == FILE_WRITTEN || content == FILE_MIXED;
}

/* Can no file of SIZE be cached so, whatever it holds? */
static bool has_no_pages_for(int size, int cache)
{
	struct range range;

	if (!place_pages(space_size(size)))
		return cache != PAGES_DIRTY && cache != PAGES_SYNCED;
	return cache == PAGES_PARTIAL &&
	       !place_range(PLACE_PART, space_size(size), false, &range);
}

static bool is_no_cache(const struct question *question)
{
	const int content = state(question, FACTOR_CONTENT);
	const int size = state(question, FACTOR_SIZE);
	const int cache = state(question, FACTOR_CACHE);

	if (cache < 0)
		return false;
	if (size >= 0 && has_no_pages_for(size, cache))
		return true;
	if (content < 0)
		return false;
	if (content == FILE_ABSENT)
		return cache != PAGES_DIRTY;
	if (cache == PAGES_WRITEBACK)
		return !has_data(content);
	return cache == PAGES_PARTIAL && content == FILE_MIXED;
}

static bool clones_nothing(const struct question *question)
{
	const int content = state(question, FACTOR_CONTENT);
	const int size = state(question, FACTOR_SIZE);

	if (state(question, FACTOR_SECOND) != SECOND_CLONE)
		return false;
	return (content >= 0 && content != FILE_WRITTEN) ||
	       (size >= 0 && !place_pages(space_size(size)));
}

/*
 * Rules about all operations.
 */

/* Populated and shared, it is looked through at the end of the round. */
static bool holds_mapping_unused(const struct question *question)
{
	const struct map_kind *mapping = mapping_of(question);
	const int size = state(question, FACTOR_SIZE);

	if (!mapping || !mapping->exists || !none_is(question, -1, verb_maps))
		return false;
	return !mapping->shared ||
	       !(mapping->options & question->space->map->populating) ||
	       (size >= 0 && !place_pages(space_size(size)));
}

/* A mapping has the pages of the file and those of places on it. */
static bool maps_nothing(const struct question *question)
{
	const struct map_kind *mapping = mapping_of(question);
	const int size = state(question, FACTOR_SIZE);

	if (!mapping || !mapping->exists || size < 0 ||
	    place_pages(space_size(size)))
		return false;
	for (int p = 0; p < 2; p++)
		for (int i = 0; i < steps_of(question, p); i++) {
			const struct step step = step_at(question, p, i);

			if (!step.verb)
				return false;
			if (verb_maps(step.verb) && step.place != PLACE_NONE &&
			    step.place != PLACE_WHOLE)
				return false;
		}
	return true;
}

static bool has_second_unused(const struct question *question)
{
	if (state(question, FACTOR_SECOND) <= SECOND_NONE)
		return false;
	/* Of two operations of threads, both use the mapping. */
	if (state(question, FACTOR_SPACE) == SPACE_THREAD &&
	    shape_steps(&question->program->shape) == 2)
		return true;
	return none_is(question, -1, verb_has_second);
}

static bool shares_nothing(const struct question *question)
{
	if (state(question, FACTOR_SPACE) != SPACE_THREAD)
		return false;
	return !shape_races(&question->program->shape) ||
	       none_is(question, 0, verb_maps) ||
	       none_is(question, 1, verb_maps);
}

static bool uses_unmapped(const struct question *question)
{
	for (int p = 0; p < 2; p++) {
		bool gone = false;

		for (int i = 0; i < steps_of(question, p); i++) {
			const struct verb *verb = step_at(question, p, i).verb;

			if (!verb || !verb_maps(verb))
				continue;
			if (gone)
				return true;
			gone = verb->type->traits & TRAIT_UNMAPS;
		}
	}
	return false;
}

static bool steps_alike(const struct step *a, const struct step *b)
{
	return a->verb == b->verb && a->place == b->place;
}

static bool repeats_nothing(const struct question *question)
{
	for (int p = 0; p < 2; p++)
		for (int i = 1; i < steps_of(question, p); i++) {
			const struct step step = step_at(question, p, i);
			const struct step before = step_at(question, p, i - 1);

			if (step.verb && step.place >= 0 &&
			    !step.verb->type->effects &&
			    steps_alike(&step, &before))
				return true;
		}
	return false;
}

static bool ends_with_look(const struct question *question)
{
	const struct map_kind *mapping = mapping_of(question);
	struct step last;

	if (shape_races(&question->program->shape))
		return false;
	last = step_at(question, 0, steps_of(question, 0) - 1);
	if (!last.verb || !(last.verb->type->traits & TRAIT_LOOKS))
		return false;
	return !verb_maps(last.verb) || (mapping && mapping->shared);
}

static bool may_change(const struct verb *verb)
{
	return verb->type->effects;
}

static bool races_for_nothing(const struct question *question)
{
	return shape_races(&question->program->shape) &&
	       none_is(question, -1, may_change);
}

/* Are both processes the same, the other way round, earlier in the order? */
static bool is_mirrored(const struct question *question)
{
	const struct program *program = question->program;
	const int steps = steps_of(question, 0);

	if (steps != steps_of(question, 1))
		return false;
	for (int i = 0; i < 2 * steps; i++) {
		const int at = i % steps;
		const int a = i < steps ? program_op(program, 0, at) :
					  program_place(program, 0, at);
		const int b = i < steps ? program_op(program, 1, at) :
					  program_place(program, 1, at);

		if (a < 0 || b < 0 || a < b)
			return false;
		if (a > b)
			return true;
	}
	return false;
}

/*
 * Does another operation move the end of OPERATION's file before it ends? What
 * is not known yet does so if UNKNOWN.
 */
static bool end_moves(const struct question *question, const struct test *test,
		      const struct operation *operation, int process, int index,
		      uint32_t page_size, bool unknown)
{
	const int64_t end = position_bytes(test->file[operation->file].size,
					   page_size);

	for (int p = 0; p < 2; p++)
		for (int i = 0; i < steps_of(question, p); i++) {
			const struct step step = step_at(question, p, i);
			struct operation other;
			bool known;

			if (p == process && i >= index)
				break;
			known = step_is_known(question, &step) &&
				build_step(question->space, question->program,
					   p, i, &other);
			if (known ? op_moves_end(test, &other, page_size,
						 operation->file, end) :
				    unknown)
				return true;
		}
	return false;
}

static bool ends_are_known(const struct question *question)
{
	return state(question, FACTOR_SIZE) >= 0 &&
	       state(question, FACTOR_SECOND) >= 0;
}

/* Is it refused wherever the file ends at byte END? */
static bool lies_wrong(const struct operation *operation, int64_t end)
{
	const struct range *range = &operation->range;
	const int64_t from = position_bytes(range->start, PAGE_SIZE_MIN);
	const int64_t to = position_bytes(range->end, PAGE_SIZE_MIN);

	if (operation->whole)
		return false;
	switch (operation->type->limit) {
	case LIMIT_BEGINS_BEFORE_END:
		return from >= end;
	case LIMIT_ENDS_BY_END:
		return to > end;
	case LIMIT_ENDS_BEFORE_END:
		return to >= end;
	default:
		return false;
	}
}

typedef bool about_end(const struct question *question, const struct test *test,
		       const struct operation *operation, int process,
		       int index);

/* Is ABOUT true of an operation that is known? */
static bool one_is(const struct question *question, about_end *about)
{
	struct test test;
	bool made = false;

	if (!ends_are_known(question))
		return false;
	for (int p = 0; p < 2; p++)
		for (int i = 0; i < steps_of(question, p); i++) {
			const struct step step = step_at(question, p, i);
			struct operation operation;

			if (!step.verb || (!step.verb->type->limit &&
					   !step.verb->type->appending))
				continue;
			if (!step_is_known(question, &step) ||
			    !build_step(question->space, question->program, p,
					i, &operation))
				continue;
			if (!made) {
				memset(&test, 0, sizeof(test));
				build_files(question->program, &test);
				made = true;
			}
			if (about(question, &test, &operation, p, i))
				return true;
		}
	return false;
}

static bool is_refused(const struct question *question, const struct test *test,
		       const struct operation *operation, int process,
		       int index)
{
	const int64_t end = position_bytes(test->file[operation->file].size,
					   PAGE_SIZE_MIN);

	return lies_wrong(operation, end) &&
	       !end_moves(question, test, operation, process, index,
			  PAGE_SIZE_MIN, true);
}

static bool one_is_refused(const struct question *question)
{
	return one_is(question, is_refused);
}

static bool appends_wrong(const struct question *question,
			  const struct test *test,
			  const struct operation *operation, int process,
			  int index)
{
	return op_appends(operation) &&
	       end_moves(question, test, operation, process, index,
			 PAGE_SIZE_MAX, false);
}

static bool appends_to_moved_end(const struct question *question)
{
	return one_is(question, appends_wrong);
}

/*
 * The rules, in the order in which they are asked and printed. Each is about
 * one operation and the state (step), or about the whole (whole).
 */
static const struct rule {
	const char *name, *sentence;
	/* Factors that it depends on: bits. */
	unsigned int factors;
	bool (*step)(const struct question *question, const struct step *step);
	bool (*whole)(const struct question *question);
} rules[] = {
#define ON(factor) (1u << FACTOR_##factor)
#define ON_ENDS (ON(OP) | ON(PLACE) | ON(SIZE) | ON(SECOND))
	{ "own-filesystem",
	  "an operation touches the whole filesystem or machine", ON(OP),
	  touches_all, NULL },
	{ "no-mapping",
	  "an operation goes through a mapping, and there is none",
	  ON(OP) | ON(MAPPING), lacks_mapping, NULL },
	{ "read-only", "a store goes through a mapping for reading",
	  ON(OP) | ON(MAPPING), stores_read_only, NULL },
	{ "no-second", "an operation needs a second file, and there is none",
	  ON(OP) | ON(SECOND), lacks_second, NULL },
	{ "idle-mapping",
	  "no operation uses the mapping, and it maps no page that is looked at",
	  ON(OP) | ON(MAPPING) | ON(SIZE), NULL, holds_mapping_unused },
	{ "empty-mapping",
	  "the file is empty, and no operation on the mapping has a place",
	  ON(OP) | ON(MAPPING) | ON(SIZE) | ON(PLACE), NULL, maps_nothing },
	{ "idle-second", "no operation uses the second file",
	  ON(OP) | ON(SECOND) | ON(SPACE), NULL, has_second_unused },
	{ "idle-thread",
	  "an address space is shared, and not used by both processes",
	  ON(OP) | ON(SPACE), NULL, shares_nothing },
	{ "unmapped", "an operation uses the mapping after it was unmapped",
	  ON(OP), NULL, uses_unmapped },
	{ "look-last",
	  "the last operation sees what is looked at in any case afterwards",
	  ON(OP) | ON(MAPPING), NULL, ends_with_look },
	{ "quiet",
	  "processes race, and none of their operations changes a file", ON(OP),
	  NULL, races_for_nothing },
	{ "content", "no file of this size has this content",
	  ON(SIZE) | ON(CONTENT), NULL, is_no_content },
	{ "cache", "no file of this size and content is cached so",
	  ON(SIZE) | ON(CONTENT) | ON(CACHE), NULL, is_no_cache },
	{ "clone", "only what is written can be shared with a clone",
	  ON(SECOND) | ON(CONTENT) | ON(SIZE), NULL, clones_nothing },
	{ "in-place",
	  "of a file and itself, the direction is the same, and all of it too "
	  "much",
	  ON(OP) | ON(SECOND) | ON(PLACE), copies_in_place, NULL },
	{ "no-place",
	  "the file has no such place, or the operation needs none, or one",
	  ON_ENDS, lacks_place, NULL },
	{ "append-elsewhere", "appending is done at the end",
	  ON(OP) | ON(PLACE), appends_elsewhere, NULL },
	{ "append-moved",
	  "an appending operation may find the end moved, so that nobody knows "
	  "where it goes",
	  ON_ENDS, NULL, appends_to_moved_end },
	{ "refused", "the kernel refuses an operation at its place", ON_ENDS,
	  NULL, one_is_refused },
	{ "repeated", "an operation that changes nothing is repeated at once",
	  ON(OP) | ON(PLACE), NULL, repeats_nothing },
	/* These two last: what they leave out breaks no other rule. */
	{ "same-place", "in this file, an earlier place is the same", ON_ENDS,
	  has_another_name, NULL },
	{ "mirrored", "the processes are those of another program, exchanged",
	  ON(OP) | ON(PLACE), NULL, is_mirrored },
};

#define RULES ((int)(sizeof(rules) / sizeof(rules[0])))

_Static_assert(RULES <= RULES_MAX, "RULES_MAX is too small");

const char *rule_name(int index)
{
	return index < RULES ? rules[index].name : NULL;
}

const char *rule_sentence(int index)
{
	return rules[index].sentence;
}

/* Asks RULE about each operation, or about that which SLOT belongs to. */
static bool step_breaks(const struct rule *rule,
			const struct question *question, int slot)
{
	const struct shape *shape = &question->program->shape;
	const int only = slot < 0 ? -1 : shape_step(shape, slot);

	for (int p = 0, number = 0; p < 2; p++)
		for (int i = 0; i < shape->steps[p]; i++, number++) {
			const struct step step = step_at(question, p, i);

			if (only >= 0 && only != number)
				continue;
			if (rule->step(question, &step))
				return true;
		}
	return false;
}

int rules_broken_by(const struct space *space, const struct program *program,
		    int slot)
{
	const struct question question = { space, program };
	const unsigned int set = slot < 0 ? ~0u :
					    1u << shape_factor(&program->shape,
							       slot);

	for (int i = 0; i < RULES; i++) {
		if (!(rules[i].factors & set))
			continue;
		if (rules[i].step ? step_breaks(&rules[i], &question, slot) :
				    rules[i].whole(&question))
			return i;
	}
	return -1;
}

int rules_broken(const struct space *space, const struct program *program)
{
	return rules_broken_by(space, program, -1);
}
