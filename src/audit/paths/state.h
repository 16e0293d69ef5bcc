/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One path's knowledge, and sets of paths. Private to the walk.
 */
#ifndef FSLITMUS_AUDIT_PATHS_STATE_H
#define FSLITMUS_AUDIT_PATHS_STATE_H

#include "audit/paths/flow.h"

struct binding {
	sym text; /* a variable, or the text of a condition */
	struct value value;
};

struct state {
	struct held_set locks;
	order_t order;
	flag_set ambient; /* flags set in the iocb of this path */
	uint8_t bound_count;
	struct binding bound[MAX_BOUND];
	const struct expr *result_of; /* the call that result belongs to */
	struct value result;
};

/* A set is passed by pointer, zeroed at first, and freed by who made it. */
struct states {
	VECTOR(struct state) list;
};

#define MAX_STATES 14

void states_add(struct states *set, const struct state *state);
/* Moves all of from into set, merges what is alike, empties from. */
void states_join(struct walk *walk, struct states *set, struct states *from);
void states_merge(struct walk *walk, struct states *set);
void states_free(struct states *set);
/* Frees the memory that freed sets left for the next ones. */
void states_free_all(void);

struct value state_get(const struct state *state, sym text);
void state_set(struct state *state, sym text, struct value value);
/* Forgets what mentions a variable that was assigned. */
void state_forget(struct state *state, sym name);

/* Extends the chain of an acquisition by the place it is now seen from. */
void held_seen_from(struct held *held, const struct function *where,
		    uint32_t line);
void locks_take(struct held_set *locks, struct held held);
void locks_release(struct held_set *locks, sym lock);
void locks_downgrade(struct held_set *locks, sym lock);
/* What holds after a callee that left with inner was called with outer. */
void locks_compose(struct held_set *outer, const struct held_set *inner,
		   const struct function *where, uint32_t line);
bool locks_equal(const struct held_set *a, const struct held_set *b);
/* The same locks in the same modes, wherever they were taken. */
bool locks_alike(const struct held_set *a, const struct held_set *b);

order_t order_add(order_t order, enum event_kind kind);
order_t order_compose(order_t outer, order_t inner);

#endif
