// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lists the orders of a word, and drops those that no observer can tell apart.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "contract/brute_cells.h"

/* More would take hours, and exhaust memory before that. */
#define ORDERS_MAX (1 << 22)

static bool precedes(const struct event *a, const struct event *b)
{
	return a->end != TIME_NEVER && a->end < b->begin;
}

/* May EVENT come next while those in LEFT are still to come? */
static bool may_come(const struct world *world, int event, uint64_t left)
{
	for (uint64_t rest = left; rest; rest &= rest - 1)
		if (precedes(&world->event[__builtin_ctzll(rest)],
			     &world->event[event]))
			return false;
	return true;
}

struct listing {
	const struct world *world;
	struct orders *orders;
	int room; /* orders that orders->event has room for */
	uint8_t order[EVENTS_MAX];
};

static void list_order(struct listing *listing)
{
	struct orders *orders = listing->orders;

	if (orders->count == ORDERS_MAX)
		BUG("more than %d orders of one word", ORDERS_MAX);
	if (orders->count == listing->room) {
		listing->room = listing->room ? 4 * listing->room : 8;
		orders->event = xrealloc(orders->event, listing->room,
					 orders->length + 1);
	}
	memcpy(orders->event + (size_t)orders->count++ * orders->length,
	       listing->order, orders->length);
}

static void list_orders(struct listing *listing, int length, uint64_t left)
{
	if (!left) {
		list_order(listing);
		return;
	}
	for (uint64_t rest = left; rest; rest &= rest - 1) {
		int event = __builtin_ctzll(rest);

		if (!may_come(listing->world, event, left))
			continue;
		listing->order[length] = event;
		list_orders(listing, length + 1, left & ~(1ull << event));
		if (!listing->world->event[event].optional)
			continue;
		listing->order[length] = event | ORDER_SKIPPED;
		list_orders(listing, length + 1, left & ~(1ull << event));
	}
}

/* Words that the same events change share one list of orders. */
static struct orders *orders_of(struct world *world, uint64_t events)
{
	struct listing listing = { .world = world };
	struct orders *orders;

	for (orders = world->orders; orders; orders = orders->next)
		if (orders->events == events)
			return orders;
	orders = xcalloc(1, sizeof(*orders));
	orders->events = events;
	orders->length = __builtin_popcountll(events);
	orders->next = world->orders;
	world->orders = orders;
	listing.orders = orders;
	list_orders(&listing, 0, events);
	return orders;
}

void world_free_orders(struct world *world)
{
	struct orders *next;

	for (; world->orders; world->orders = next) {
		next = world->orders->next;
		free(world->orders->event);
		free(world->orders);
	}
}

/*
 * What a word may hold at some point of an order, as far as this can be known
 * without other words: a value, or a chain of events, each of which is applied
 * to the state before it.
 */
struct state {
	int before;   /* index, or -1 */
	held_t token; /* a value, or EVENT_TOKEN + an event */
};

#define EVENT_TOKEN ((held_t)1 << 62)
#define STATES_MAX 64 /* a set of states is one word of bits */
#define QUERIES_MAX 64

/*
 * What an observer asks: what the word may hold between two tickets, or just
 * before EVENT.
 */
struct query {
	int event; /* or -1 */
	uint32_t begin, end;
};

struct reduction {
	struct world *world;
	struct cell *cell;
	bool overflow;
	int queries;
	struct query query[QUERIES_MAX];
	int states;
	struct state state[STATES_MAX];
	int kept;
	uint64_t *answers; /* of each kept order, to all queries */
};

static int intern(struct reduction *r, int before, held_t token)
{
	for (int i = 0; i < r->states; i++)
		if (r->state[i].before == before && r->state[i].token == token)
			return i;
	if (r->states == STATES_MAX) {
		r->overflow = true;
		return 0;
	}
	r->state[r->states] = (struct state){ before, token };
	return r->states++;
}

/* The state after CHANGE in state BEFORE. */
static int state_after(struct reduction *r, int before,
		       const struct change *change)
{
	const struct event *event = &r->world->event[change->event];
	enum effect_kind kind = event->effect[change->effect].kind;
	held_t stamp = cell_stamp(r->cell, event->operation);
	held_t token = EVENT_TOKEN + change->event;
	held_t held = r->state[before].token;
	bool known = !(held & EVENT_TOKEN);

	switch (kind) {
	case EFFECT_STAMP:
		return intern(r, -1, stamp);
	case EFFECT_CLEAR:
		return intern(r, -1, HELD_ZERO);
	case EFFECT_CUT:
		return intern(r, -1, HELD_ABSENT);
	case EFFECT_MOVE:
		return intern(r, -1, token);
	case EFFECT_COPY:
		return intern(r, before, token);
	case EFFECT_GROW:
		if (!known)
			break;
		return held == HELD_ABSENT ? intern(r, -1, HELD_ZERO) : before;
	case EFFECT_STORE:
	case EFFECT_ZERO:
		if (!known)
			break;
		if (held == HELD_ABSENT)
			return before;
		return intern(r, -1, kind == EFFECT_ZERO ? HELD_ZERO : stamp);
	}
	return intern(r, before, token);
}

/* The states at each position of an order. */
static void list_states(struct reduction *r, const uint8_t *order,
			int state[EVENTS_MAX + 1])
{
	state[0] = intern(r, -1, r->cell->initial);
	for (int i = 0; i < r->cell->orders->length; i++)
		state[i + 1] = order[i] & ORDER_SKIPPED ?
				       state[i] :
				       state_after(r, state[i],
						   cell_change(r->cell,
							       order[i]));
}

/* The set of states that the query may find. */
static uint64_t answer(const struct reduction *r, const struct query *query,
		       const uint8_t *order, const int state[EVENTS_MAX + 1])
{
	int length = r->cell->orders->length, first, last;
	uint64_t set = 0;

	for (int i = 0; i < length && query->event >= 0; i++)
		if ((order[i] & ~ORDER_SKIPPED) == query->event)
			return 1ull << state[i];
	order_window(r->world, order, length, query->begin, query->end, &first,
		     &last);
	for (int i = first; i <= last; i++)
		set |= 1ull << state[i];
	return set;
}

static void add_query(struct reduction *r, struct query query)
{
	for (int i = 0; i < r->queries; i++)
		if (!memcmp(&r->query[i], &query, sizeof(query)))
			return;
	if (r->queries == QUERIES_MAX)
		r->overflow = true;
	else
		r->query[r->queries++] = query;
}

/*
 * Adds the observations of the word and, if it is the first one of its page, of
 * the page. An observation is also asked about as if it had begun at the start,
 * because some rules judge it so.
 */
static void add_observations(struct reduction *r)
{
	const struct history *history = r->world->history;
	uint64_t page = r->world->layout->page_size;
	uint64_t offset = r->cell->offset;
	uint64_t end = offset + (offset % page ? TEST_WORD : page);

	for (uint32_t i = 0; i < history->observations; i++) {
		const struct observation *o = &history->observation[i];

		if (o->file != r->cell->file ||
		    observed_start(r->world->layout, o) >= end ||
		    observed_end(r->world->layout, o) <= offset)
			continue;
		add_query(r, (struct query){ -1, o->begin, o->end });
		add_query(r, (struct query){ -1, 0, o->end });
	}
}

/* Adds the moves and copies that take this word's value to other words. */
static void add_sources(struct reduction *r)
{
	for (int e = 0; e < r->world->events; e++) {
		const struct event *event = &r->world->event[e];

		for (int i = 0; i < event->effects; i++) {
			const struct effect *effect = &event->effect[i];
			int64_t at = (int64_t)r->cell->offset - effect->shift;

			if ((effect->kind != EFFECT_MOVE &&
			     effect->kind != EFFECT_COPY) ||
			    effect->source != r->cell->file || at < 0 ||
			    (uint64_t)at < effect->start ||
			    (uint64_t)at >= effect->end)
				continue;
			add_query(r, (struct query){ e, event->begin,
						     event->end });
		}
	}
}

static void keep_if_new(struct reduction *r, int index)
{
	const struct orders *orders = r->cell->orders;
	const uint8_t *order = orders->event + (size_t)index * orders->length;
	uint64_t *answers = r->answers + (size_t)r->kept * r->queries;
	int state[EVENTS_MAX + 1];

	list_states(r, order, state);
	for (int q = 0; q < r->queries; q++)
		answers[q] = answer(r, &r->query[q], order, state);
	for (int k = 0; k < r->kept; k++)
		if (!memcmp(r->answers + (size_t)k * r->queries, answers,
			    r->queries * sizeof(*answers)))
			return;
	r->cell->option[r->kept++] = index;
}

static void reduce(struct reduction *r)
{
	int count = r->cell->orders->count;

	add_observations(r);
	add_sources(r);
	r->answers = xcalloc((size_t)count * r->queries, sizeof(*r->answers));
	for (int i = 0; i < count; i++)
		keep_if_new(r, i);
	free(r->answers);
}

void cell_list_orders(struct world *world, struct cell *cell)
{
	struct reduction r;
	uint64_t events = 0;

	for (int i = 0; i < cell->changes; i++)
		events |= 1ull << cell->change[i].event;
	cell->orders = orders_of(world, events);
	cell->options = cell->orders->count;
	cell->option = xcalloc(cell->options, sizeof(int));
	for (int i = 0; i < cell->options; i++)
		cell->option[i] = i;
	if (cell->options == 1)
		return;
	r.world = world;
	r.cell = cell;
	r.overflow = false;
	r.queries = r.states = r.kept = 0;
	reduce(&r);
	/* If there were too many states or queries, all orders are tried. */
	for (int i = 0; r.overflow && i < cell->options; i++)
		cell->option[i] = i;
	if (!r.overflow)
		cell->options = r.kept;
}
