// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Computes a superset of the values that a word may hold: those of all choices
 * of orders, where a word may even be ordered differently each time that its
 * value is needed. A value outside of the superset needs no search. This saves
 * most of the time, because a search takes longest where it proves a value to
 * be impossible.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "contract/brute_cells.h"

static void bound_add(struct bound *bound, held_t value)
{
	for (int i = 0; i < bound->count; i++)
		if (bound->value[i] == value)
			return;
	if (bound->count == BOUND_ROOM)
		bound->any = true;
	else
		bound->value[bound->count++] = value;
}

static void bound_add_all(struct bound *bound, const struct bound *from)
{
	for (int i = 0; i < from->count; i++)
		bound_add(bound, from->value[i]);
	bound->any |= from->any;
}

bool bound_has(const struct bound *bound, held_t value)
{
	for (int i = 0; i < bound->count; i++)
		if (bound->value[i] == value)
			return true;
	return bound->any;
}

/*
 * The bound of CELL just before EVENT. One that is asked for the first time
 * joins the list of bounds to compute.
 */
static struct bound *bound_before(struct world *world, struct cell *cell,
				  int event)
{
	struct bound *bound;

	if (!cell->before)
		cell->before = xcalloc(world->events, sizeof(*cell->before));
	bound = cell->before[event];
	if (bound)
		return bound;
	bound = cell->before[event] = xcalloc(1, sizeof(*bound));
	bound->cell = cell;
	bound->event = event;
	bound->next = world->bounds;
	world->bounds = bound;
	return bound;
}

static void add_position(struct world *world, struct bound *bound,
			 struct cell *cell, const uint8_t *order, int position);

static void add_source(struct world *world, struct bound *bound,
		       struct cell *cell, const struct change *change)
{
	struct cell *source = change_source(world, cell, change);

	if (source)
		bound_add_all(bound,
			      bound_before(world, source, change->event));
	else
		bound_add(bound, HELD_ABSENT);
}

/*
 * Adds what an effect that depends on end of file makes of the values at
 * POSITION: growing turns absent words into zero, a store or zeroing turns
 * others into PRESENT.
 */
static void add_mapped(struct world *world, struct bound *bound,
		       struct cell *cell, const uint8_t *order, int position,
		       enum effect_kind kind, held_t present)
{
	struct bound before = { 0 };

	add_position(world, &before, cell, order, position);
	bound->any |= before.any;
	for (int i = 0; i < before.count; i++) {
		held_t value = before.value[i];

		if (kind == EFFECT_GROW)
			bound_add(bound,
				  value == HELD_ABSENT ? HELD_ZERO : value);
		else
			bound_add(bound,
				  value == HELD_ABSENT ? HELD_ABSENT : present);
	}
}

static void add_copy(struct world *world, struct bound *bound,
		     struct cell *cell, const uint8_t *order, int position,
		     const struct change *change)
{
	struct bound source = { 0 };

	add_source(world, &source, cell, change);
	bound->any |= source.any;
	for (int i = 0; i < source.count; i++) {
		if (source.value[i] == HELD_ABSENT)
			add_position(world, bound, cell, order, position);
		else
			bound_add(bound, source.value[i]);
	}
}

/* Adds the values that CHANGE makes of those at POSITION. */
static void add_change(struct world *world, struct bound *bound,
		       struct cell *cell, const uint8_t *order, int position,
		       const struct change *change)
{
	enum effect_kind kind = change_effect(world, change)->kind;
	held_t stamp = cell_stamp(cell, world->event[change->event].operation);

	switch (kind) {
	case EFFECT_STAMP:
		bound_add(bound, stamp);
		break;
	case EFFECT_CLEAR:
		bound_add(bound, HELD_ZERO);
		break;
	case EFFECT_CUT:
		bound_add(bound, HELD_ABSENT);
		break;
	case EFFECT_MOVE:
		add_source(world, bound, cell, change);
		break;
	case EFFECT_COPY:
		add_copy(world, bound, cell, order, position, change);
		break;
	default:
		add_mapped(world, bound, cell, order, position, kind,
			   kind == EFFECT_STORE ? stamp : HELD_ZERO);
	}
}

static void add_position(struct world *world, struct bound *bound,
			 struct cell *cell, const uint8_t *order, int position)
{
	while (position && order[position - 1] & ORDER_SKIPPED)
		position--;
	if (!position)
		bound_add(bound, cell->initial);
	else
		add_change(world, bound, cell, order, position - 1,
			   cell_change(cell, order[position - 1]));
}

static int find_event(const uint8_t *order, int length, int event)
{
	for (int i = 0; event >= 0 && i < length; i++)
		if ((order[i] & ~ORDER_SKIPPED) == event)
			return i;
	return -1;
}

/*
 * Adds what CELL may hold just before EVENT if EVENT changes it, and otherwise
 * what it may hold between BEGIN and END.
 */
static void add_orders(struct world *world, struct bound *bound,
		       struct cell *cell, int event, uint32_t begin,
		       uint32_t end)
{
	int length = cell->orders->length;

	for (int i = 0; i < cell->options; i++) {
		const uint8_t *order = cell->orders->event +
				       (size_t)cell->option[i] * length;
		int first = find_event(order, length, event), last = first;

		if (first < 0)
			order_window(world, order, length, begin, end, &first,
				     &last);
		for (int at = first; at <= last; at++)
			add_position(world, bound, cell, order, at);
	}
}

/*
 * Repeats until no bound grows, because words may depend on each other in a
 * circle.
 */
static void compute_bounds(struct world *world)
{
	bool changed = true;

	while (changed) {
		struct bound *newest = world->bounds;

		changed = false;
		for (struct bound *bound = newest; bound; bound = bound->next) {
			const struct event *event = &world->event[bound->event];
			int count = bound->count;
			bool any = bound->any;

			add_orders(world, bound, bound->cell, bound->event,
				   event->begin, event->end);
			changed |= bound->count != count || bound->any != any;
		}
		changed |= world->bounds != newest;
	}
}

void cell_bound(struct world *world, struct cell *cell, uint32_t begin,
		uint32_t end, struct bound *bound)
{
	struct bound *known;

	bound->count = 0;
	bound->any = false;
	do {
		known = world->bounds;
		add_orders(world, bound, cell, -1, begin, end);
		if (world->bounds != known)
			compute_bounds(world);
	} while (world->bounds != known);
}

void world_free_bounds(struct world *world)
{
	struct bound *next;

	for (; world->bounds; world->bounds = next) {
		next = world->bounds->next;
		free(world->bounds);
	}
}
