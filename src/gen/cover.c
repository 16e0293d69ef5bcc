// SPDX-License-Identifier: GPL-2.0-or-later
/* Makes covering arrays (cover.h). */
#include "gen/cover.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define STRENGTH_MAX 3

/* Slots whose tuples are looked at together. */
struct group {
	int slot[STRENGTH_MAX];
	size_t tuples;
	unsigned char *done; /* by tuple: covered, or impossible */
};

struct cover {
	const struct space *space;
	struct program program;
	int slots, strength;
	int *values[PROGRAM_MAX_SLOTS], count[PROGRAM_MAX_SLOTS];
	/* The index in values[] that each slot has; -1: unset. */
	int at[PROGRAM_MAX_SLOTS];
	int groups;
	struct group *group;
	/* The groups that each slot is in. */
	int *groups_of[PROGRAM_MAX_SLOTS], group_count[PROGRAM_MAX_SLOTS];
	/* Slots in the order in which a program is completed. */
	int order[PROGRAM_MAX_SLOTS];
	int ordered; /* so many */
};

static void cover_set(struct cover *cover, int slot, int at)
{
	cover->at[slot] = at;
	cover->program.value[slot] = at < 0 ? PROGRAM_UNSET :
					      cover->values[slot][at];
}

static void add_group(struct cover *cover, const int *slot)
{
	struct group *group;

	cover->group = xrealloc(cover->group, cover->groups + 1,
				sizeof(*group));
	group = &cover->group[cover->groups];
	group->tuples = 1;
	for (int i = 0; i < cover->strength; i++) {
		int *count = &cover->group_count[slot[i]];

		group->slot[i] = slot[i];
		group->tuples *= cover->count[slot[i]];
		cover->groups_of[slot[i]] = xrealloc(cover->groups_of[slot[i]],
						     *count + 1, sizeof(int));
		cover->groups_of[slot[i]][(*count)++] = cover->groups;
	}
	group->done = xcalloc(group->tuples, 1);
	cover->groups++;
}

/* Every choice of STRENGTH slots; the first CHOSEN are in SLOT. */
static void add_groups(struct cover *cover, int *slot, int chosen)
{
	if (chosen == cover->strength) {
		add_group(cover, slot);
		return;
	}
	for (int i = chosen ? slot[chosen - 1] + 1 : 0; i < cover->slots; i++) {
		slot[chosen] = i;
		add_groups(cover, slot, chosen + 1);
	}
}

/* Sets the slots of GROUP to TUPLE. */
static void set_tuple(struct cover *cover, const struct group *group,
		      size_t tuple)
{
	for (int i = cover->strength - 1; i >= 0; i--) {
		const int slot = group->slot[i];

		cover_set(cover, slot, tuple % cover->count[slot]);
		tuple /= cover->count[slot];
	}
}

/* The tuple that GROUP's slots are set to, or -1 if one is unset. */
static long tuple_of(const struct cover *cover, const struct group *group)
{
	long tuple = 0;

	for (int i = 0; i < cover->strength; i++) {
		const int slot = group->slot[i];

		if (cover->at[slot] < 0)
			return -1;
		tuple = tuple * cover->count[slot] + cover->at[slot];
	}
	return tuple;
}

/* New tuples that SLOT's value covers together with all that are set. */
static int gain(const struct cover *cover, int slot)
{
	int new = 0;

	for (int i = 0; i < cover->group_count[slot]; i++) {
		const struct group *group =
			&cover->group[cover->groups_of[slot][i]];
		const long tuple = tuple_of(cover, group);

		new += tuple >= 0 && !group->done[tuple];
	}
	return new;
}

static void mark_covered(struct cover *cover)
{
	for (int i = 0; i < cover->groups; i++)
		cover->group[i].done[tuple_of(cover, &cover->group[i])] = 1;
}

/* What a slot may be set to. */
struct candidate {
	int at, gain;
};

static int compare_candidates(const void *a, const void *b)
{
	const struct candidate *first = a, *second = b;

	if (first->gain != second->gain)
		return second->gain - first->gain;
	return first->at - second->at;
}

/* All values of SLOT, the one that covers the most first. To be freed. */
static struct candidate *candidates_for(struct cover *cover, int slot)
{
	struct candidate *all = xcalloc(cover->count[slot], sizeof(*all));

	for (int i = 0; i < cover->count[slot]; i++) {
		cover_set(cover, slot, i);
		all[i] = (struct candidate){ i, gain(cover, slot) };
	}
	cover_set(cover, slot, -1);
	qsort(all, cover->count[slot], sizeof(*all), compare_candidates);
	return all;
}

/* Sets the slots of the order from the INDEXth on. */
static bool complete(struct cover *cover, int index)
{
	struct candidate *candidates;
	bool completed = false;
	int slot;

	while (index < cover->ordered && cover->at[cover->order[index]] >= 0)
		index++;
	if (index == cover->ordered)
		return true;
	slot = cover->order[index];
	candidates = candidates_for(cover, slot);
	for (int i = 0; i < cover->count[slot] && !completed; i++) {
		cover_set(cover, slot, candidates[i].at);
		completed = rules_broken_by(cover->space, &cover->program,
					    slot) < 0 &&
			    complete(cover, index + 1);
	}
	if (!completed)
		cover_set(cover, slot, -1);
	free(candidates);
	return completed;
}

static int find_slot(const struct cover *cover, enum factor factor, int from)
{
	while (shape_factor(&cover->program.shape, from) != factor)
		from++;
	return from;
}

static void order_add(struct cover *cover, int slot)
{
	for (int i = 0; i < cover->ordered; i++)
		if (cover->order[i] == slot)
			return;
	cover->order[cover->ordered++] = slot;
}

static void order_step(struct cover *cover, int step)
{
	const int steps = shape_steps(&cover->program.shape);

	order_add(cover, step);
	order_add(cover, steps + PROGRAM_STATES + step);
}

/* The operations alone: what they cannot be is found out without the rest. */
static void order_ops(struct cover *cover)
{
	cover->ordered = 0;
	for (int i = 0; i < shape_steps(&cover->program.shape); i++)
		order_add(cover, i);
}

/*
 * First what a rule is most likely to refuse, so that this shows soon: the
 * operations of which something is set, with what decides where their places
 * are. Then the state as far as operations depend on it, and the other
 * operations one by one. Content and cache fit any choice of the rest.
 */
static void order_slots(struct cover *cover)
{
	static const enum factor ends[] = { FACTOR_SIZE, FACTOR_SECOND };
	static const enum factor state[] = { FACTOR_MAPPING, FACTOR_SECOND,
					     FACTOR_SPACE, FACTOR_SIZE };
	const int steps = shape_steps(&cover->program.shape);

	cover->ordered = 0;
	for (int i = 0; i < steps; i++) {
		if (cover->at[i] < 0 &&
		    cover->at[steps + PROGRAM_STATES + i] < 0)
			continue;
		for (int j = 0; j < 2; j++)
			order_add(cover, find_slot(cover, ends[j], steps));
		order_step(cover, i);
	}
	for (int i = 0; i < 4; i++)
		order_add(cover, find_slot(cover, state[i], steps));
	for (int i = 0; i < steps; i++)
		order_step(cover, i);
	for (int i = 0; i < PROGRAM_STATES; i++)
		order_add(cover, steps + i);
}

/* Only TUPLE is set. */
static void begin_tuple(struct cover *cover, const struct group *group,
			size_t tuple)
{
	for (int i = 0; i < cover->slots; i++)
		cover_set(cover, i, -1);
	set_tuple(cover, group, tuple);
}

/* Completes a program with TUPLE. False: there is none. */
static bool complete_tuple(struct cover *cover, const struct group *group,
			   size_t tuple)
{
	begin_tuple(cover, group, tuple);
	if (rules_broken(cover->space, &cover->program) >= 0)
		return false;
	order_ops(cover);
	if (!complete(cover, 0))
		return false;
	begin_tuple(cover, group, tuple);
	order_slots(cover);
	return complete(cover, 0);
}

static int cover_group(struct cover *cover, const struct group *group,
		       program_found *found, void *context,
		       struct cover_tally *tally)
{
	for (size_t i = 0; i < group->tuples; i++) {
		int status;

		if (group->done[i])
			continue;
		if (!complete_tuple(cover, group, i)) {
			group->done[i] = 1;
			tally->impossible++;
			continue;
		}
		mark_covered(cover);
		tally->programs++;
		status = found ? found(context, &cover->program) : 0;
		if (status)
			return status;
	}
	return 0;
}

static void cover_begin(struct cover *cover, const struct bound *bound,
			const struct shape *shape)
{
	int slot[STRENGTH_MAX];

	program_begin(&cover->program, shape);
	for (int i = 0; i < cover->slots; i++) {
		const enum factor factor = shape_factor(shape, i);

		cover->values[i] = xcalloc(cover->space->count[factor],
					   sizeof(int));
		cover->count[i] = bound_values(cover->space, bound, shape, i,
					       cover->values[i]);
	}
	add_groups(cover, slot, 0);
}

static void cover_end(struct cover *cover)
{
	for (int i = 0; i < cover->slots; i++) {
		free(cover->values[i]);
		free(cover->groups_of[i]);
	}
	for (int i = 0; i < cover->groups; i++)
		free(cover->group[i].done);
	free(cover->group);
}

int cover(const struct space *space, const struct bound *bound,
	  const struct shape *shape, program_found *found, void *context,
	  struct cover_tally *tally)
{
	struct cover cover = { .space = space,
			       .slots = shape_slots(shape),
			       .strength = bound->strength };
	int status = 0;

	*tally = (struct cover_tally){ 0 };
	cover_begin(&cover, bound, shape);
	for (int i = 0; i < cover.groups; i++)
		tally->tuples += cover.group[i].tuples;
	for (int i = 0; i < cover.groups && !status; i++)
		status = cover_group(&cover, &cover.group[i], found, context,
				     tally);
	cover_end(&cover);
	return status;
}
