/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walk of one function body. Private to the walk: walk.c drives and
 * remembers, walk_stmt.c follows statements, walk_expr.c expressions and
 * conditions, walk_call.c calls.
 */
#ifndef FSLITMUS_AUDIT_PATHS_FRAME_H
#define FSLITMUS_AUDIT_PATHS_FRAME_H

#include "audit/paths/state.h"

struct label {
	sym name;
	bool passed;
	struct states waiting;
};

/* What "break" and "continue" reach, and the cases of the inmost switch. */
struct target {
	struct target *outer;
	struct states *breaks;
	struct states *continues; /* NULL in a switch */
	struct states *entry;	  /* of a switch, else NULL */
	struct expr *selector;
	bool has_taken_case; /* an assumption selects one case */
	bool seen_default;
};

struct frame {
	struct walk *walk;
	const struct function *function;
	struct summary *summary;
	struct target *target;
	sym out; /* "*iolock": handed back to the caller */
	VECTOR(struct label) labels;
};

void walk_statements(struct frame *frame, struct stmt *stmt,
		     struct states *set);
/* Performs what an expression does on every path of the set. */
void walk_effects(struct frame *frame, struct expr *expr, struct states *set);
/* Splits the set by the truth of a condition; the set is emptied. */
void walk_condition(struct frame *frame, struct expr *expr, struct states *set,
		    struct states *yes, struct states *no);
void walk_call(struct frame *frame, struct expr *call, struct states *set);

struct value value_of(struct frame *frame, const struct state *state,
		      struct expr *expr);
/* 1: can be false, 2: can be true. */
int decide(struct frame *frame, const struct state *state, struct expr *expr);
/* 1 when assumed true, 0 when assumed false, -1 otherwise. */
int assumed(const struct frame *frame, sym name);
/* Is one of the flags assumed to be set, so that together they are not 0? */
bool assumed_nonzero(const struct frame *frame, flag_set flags);

void record_event(struct frame *frame, struct state *state,
		  enum event_kind kind, sym primitive, uint32_t line);
void record_leave(struct frame *frame, const struct state *state,
		  struct value value);
/* Adds an event of a callee, seen from this state. */
void record_inner(struct frame *frame, const struct state *state,
		  const struct event *inner, uint32_t line);

const struct summary *summary_of(struct walk *walk,
				 const struct function *function,
				 const struct value *arguments, int count,
				 flag_set ambient);

#endif
