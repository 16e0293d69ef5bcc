/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words of a test's files under one choice of orders, for brute.c only.
 *
 * A world holds the events of one history, which are the operations that change
 * something, and for every word all orders of its events that real time
 * permits. An order is chosen for a word only when the word's value is asked
 * for: cell_value() then returns HELD_NEED, and world.need says which choice
 * has to be made next. Trying every option of every choice asked for equals
 * trying every order of every word. Of orders that no observer of the word can
 * tell apart, only one is tried.
 */
#ifndef FSLITMUS_CONTRACT_BRUTE_CELLS_H
#define FSLITMUS_CONTRACT_BRUTE_CELLS_H

#include <stddef.h>

#include "contract/effect.h"
#include "contract/history.h"

/* A history with more could not be enumerated anyway. */
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
	/* COUNT orders of LENGTH events each. ORDER_SKIPPED marks an optional
	   event that has no effect in this order. */
	uint8_t *event;
};

#define ORDER_SKIPPED 0x80

/* What one event does to one word. */
struct change {
	uint8_t event, effect; /* index in the world, in the event */
	/* A choice: the position in its source's order at which a copy reads. */
	int read_at;
	uint64_t level;
};

#define BOUND_ROOM 30

/* A superset of the values that a word may hold (cell_bound()). */
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
	/* For judging words together: a union-find over words whose values
	   depend on each other, or on each other's presence in a page. */
	bool grouped;
	struct cell *group;
	/* The representative of the words whose values depend on each other:
	   that of the group before pages joined it with others. */
	struct cell *origin;
};

/*
 * A choice that has to be made: *SLOT becomes one of the options, and UNCHOSEN
 * again afterwards. *LEVEL becomes a bit that identifies the choice while it is
 * made.
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
	/* Of one search: choices tried, and after how many it gives up. */
	uint64_t tries, most_tries;
	uint64_t patience; /* choices left for all searches together */
};

/*
 * The interval of a record, and whether its effect is OPTIONAL. False: the
 * operation was not run.
 */
bool record_times(const struct record *record, uint32_t *begin, uint32_t *end,
		  bool *optional);

/* The bytes that an observation speaks of. SIGBUS speaks of whole pages. */
uint64_t observed_start(const struct layout *layout,
			const struct observation *o);
uint64_t observed_end(const struct layout *layout, const struct observation *o);

/*
 * Builds the events of HISTORY. The caller may change their intervals before it
 * asks for a value.
 */
void world_init(struct world *world, const struct layout *layout,
		const struct history *history);
void world_free(struct world *world);

/* The word at OFFSET of FILE. NULL: no word can ever be present there. */
struct cell *world_cell(struct world *world, int file, uint64_t offset);

const struct effect *change_effect(const struct world *world,
				   const struct change *change);

/*
 * The word from which CHANGE takes its value. NULL: it lies beyond all words,
 * and so is absent.
 */
struct cell *change_source(struct world *world, const struct cell *cell,
			   const struct change *change);

/*
 * The positions FIRST to LAST of an order at which an access that lasted from
 * BEGIN to END may have found the word. Position N is after the first N events.
 */
void order_window(const struct world *world, const uint8_t *order, int length,
		  uint32_t begin, uint32_t end, int *first, int *last);
/* The same for CELL's chosen order. */
void cell_window(const struct world *world, const struct cell *cell,
		 uint32_t begin, uint32_t end, int *first, int *last);

/* What CELL holds at POSITION of its chosen order. */
held_t cell_value(struct world *world, struct cell *cell, int position);

/* Asks for the choice of CELL's order. Returns HELD_NEED. */
held_t need_order(struct world *world, struct cell *cell);

/* The stamp that OPERATION writes to CELL. */
held_t cell_stamp(const struct cell *cell, const struct operation *operation);

/*
 * In brute_orders.c: lists CELL's orders, given its changes, and which of them
 * differ.
 */
void cell_list_orders(struct world *world, struct cell *cell);
void world_free_orders(struct world *world);

/* In brute_bounds.c: a superset of what CELL may hold between two tickets. */
void cell_bound(struct world *world, struct cell *cell, uint32_t begin,
		uint32_t end, struct bound *bound);
bool bound_has(const struct bound *bound, held_t value);
void world_free_bounds(struct world *world);

/* What EVENT does to CELL, which it changes. */
struct change *cell_change(struct cell *cell, int event);

#endif
