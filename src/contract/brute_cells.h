/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words of a test's files under one choice of orders, for brute.c only.
 *
 * A world holds the events (operations that change something) of one
 * history and, for every word, all orders of its events that real time
 * permits. An order is chosen for a word only when the word's value is
 * asked for: cell_value() then answers HELD_NEED and says in world.need
 * which choice to make next. Trying every option of every choice asked for
 * is the same as trying every order of every word. Orders of a word between
 * which nothing can tell, because whoever looks at it finds the same, are
 * tried only once.
 */
#ifndef FSLITMUS_CONTRACT_BRUTE_CELLS_H
#define FSLITMUS_CONTRACT_BRUTE_CELLS_H

#include <stddef.h>

#include "contract/effect.h"
#include "contract/history.h"

/* More could not be enumerated anyway. */
#define EVENTS_MAX 64
#define TIME_NEVER UINT32_MAX
#define UNCHOSEN (-1)

/* What a word holds: one of these, or held_stamp(). */
typedef uint64_t held_t;

#define HELD_ABSENT ((held_t)0)
#define HELD_ZERO ((held_t)1)
#define HELD_NEED ((held_t)2)  /* depends on a choice not made yet */
#define HELD_CYCLE ((held_t)3) /* depends on itself: not realisable */

held_t held_stamp(int file, int writer, int generation, uint64_t offset);

/* An operation that changes words. */
struct event {
	const struct operation *operation;
	uint32_t begin, end; /* tickets; TIME_NEVER: has no end */
	bool optional;	     /* may have done nothing to a word */
	int effects;
	struct effect effect[EFFECT_MAX];
};

/* All orders of one set of events. */
struct orders {
	struct orders *next;
	uint64_t events; /* bit per event */
	int length;	 /* events in an order */
	int count;	 /* orders */
	/* COUNT orders of LENGTH events, ORDER_SKIPPED where the event is
	   optional and does not apply. */
	uint8_t *event;
};

#define ORDER_SKIPPED 0x80

/* What one event does to one word. */
struct change {
	uint8_t event, effect; /* index in the world, in the event */
	/* Where in its source's order a copy reads; a choice. */
	int read_at;
	uint64_t level;
};

#define BOUND_ROOM 30

/* Values of which a word holds one, see cell_bound(). */
struct bound {
	struct bound *next;
	struct cell *cell; /* just before EVENT */
	int event;
	bool any; /* too many to list */
	int count;
	held_t value[BOUND_ROOM];
};

struct cell {
	bool ready;
	int file;
	uint64_t offset; /* bytes */
	held_t initial;
	int changes;
	struct change *change; /* in the order of the events */
	struct orders *orders;
	int options; /* how many of the orders differ */
	int *option; /* their indices */
	int chosen;  /* index of an order; a choice */
	uint64_t level;
	uint64_t busy;	       /* bit per position being evaluated */
	struct bound **before; /* by event; each NULL until asked for */
	/* For judging words together: union-find over those whose values
	   depend on each other, or on each other's presence in a page. */
	bool grouped;
	struct cell *group;
	/* One word for all those whose values depend on each other: the
	   group before pages joined it with others. */
	struct cell *origin;
};

/*
 * A choice to make: *SLOT becomes one of the options, then UNCHOSEN again;
 * *LEVEL becomes a bit that tells the choice from others while it is made.
 */
struct need {
	int *slot;
	uint64_t *level;
	int options;
	const int *option; /* NULL: FIRST and those that follow it */
	int first;
	uint64_t depends; /* levels that limit the options */
};

struct world {
	const struct layout *layout;
	const struct history *history;
	int events;
	struct event event[EVENTS_MAX];
	uint64_t words[TEST_MAX_FILES]; /* cells of each file */
	struct cell *cells[TEST_MAX_FILES];
	struct orders *orders;
	struct bound *bounds;
	struct need need;
	uint64_t used; /* levels of the choices that were looked at */
	/* Of one search: choices tried so far, and when to give up. */
	uint64_t tries, most_tries;
	uint64_t patience; /* choices left for all searches together */
};

/* The times of one record; false if it was not run. */
bool record_times(const struct record *record, uint32_t *begin, uint32_t *end,
		  bool *optional);

/* The words that an observation tells of: a fault tells of whole pages. */
uint64_t observed_start(const struct layout *layout,
			const struct observation *o);
uint64_t observed_end(const struct layout *layout, const struct observation *o);

/* Builds the events; the caller may then change their times. */
void world_init(struct world *world, const struct layout *layout,
		const struct history *history);
void world_free(struct world *world);

/* NULL where no word can ever be present. */
struct cell *world_cell(struct world *world, int file, uint64_t offset);

const struct effect *change_effect(const struct world *world,
				   const struct change *change);

/* Where the change takes its value from, or NULL: from beyond all words. */
struct cell *change_source(struct world *world, const struct cell *cell,
			   const struct change *change);

/*
 * The positions in an order, FIRST to LAST, at which something that lasted
 * from BEGIN to END may have looked at the word: position N is after the
 * first N events.
 */
void order_window(const struct world *world, const uint8_t *order, int length,
		  uint32_t begin, uint32_t end, int *first, int *last);
/* The same of CELL's chosen order. */
void cell_window(const struct world *world, const struct cell *cell,
		 uint32_t begin, uint32_t end, int *first, int *last);

/* What CELL holds at POSITION of its chosen order. */
held_t cell_value(struct world *world, struct cell *cell, int position);

/* The choice of CELL's order is to be made; returns HELD_NEED. */
held_t need_order(struct world *world, struct cell *cell);

/* What CELL holds after STAMP by OPERATION. */
held_t cell_stamp(const struct cell *cell, const struct operation *operation);

/* In brute_orders.c: set CELL's orders, given its changes, and options. */
void cell_list_orders(struct world *world, struct cell *cell);
void world_free_orders(struct world *world);

/*
 * In brute_bounds.c: what CELL holds at most if looked at between two
 * times. It may hold less, but nothing else.
 */
void cell_bound(struct world *world, struct cell *cell, uint32_t begin,
		uint32_t end, struct bound *bound);
bool bound_has(const struct bound *bound, held_t value);
void world_free_bounds(struct world *world);

/* What EVENT does to CELL, which it changes. */
struct change *cell_change(struct cell *cell, int event);

#endif
