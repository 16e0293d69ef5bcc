/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The executor of guests (actor/execute.h). Calls are made as entries of a
 * list: with all that waits to be made, or, in a race whose calls are known
 * before any of them is made, together with the rest of the race.
 */
#ifndef FSLITMUS_GUEST_EXECUTE_H
#define FSLITMUS_GUEST_EXECUTE_H

#include "actor/execute.h"

extern const struct executor guest_executor;

/* Loads of so many pages fit into a list with others of their kind. */
#define LISTED_PAGES 16

/*
 * Can OPERATION's calls be listed before any of them is made? It makes one
 * call, which depends on nothing that another operation of the race changes
 * but in the kernel; and its files are there.
 */
bool guest_may_list(const struct test *test, const struct operation *operation);

/* An operation of a race. */
struct listed {
	struct execution execution;
	bool runs;		/* there is something to record */
	unsigned int first;	/* its entry, or the first of several */
};

/*
 * Readies OPERATION and puts its call on the list that waits. ACTOR's buffer
 * is its own until it was recorded. Leaves ACTOR's history alone.
 */
void guest_list(struct listed *listed, struct actor *actor,
		const struct operation *operation);

/* The list was made (calls_make_captured()): records the operation. */
void guest_record(struct listed *listed);

#endif
