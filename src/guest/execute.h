/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The executor of guests (actor/execute.h): calls become entries of lists
 * (calls.h). A call is made at once together with all pending ones, or becomes
 * pending itself if its result is known. A race whose calls are all known
 * before the first is made is put on the list as a whole, with the looks after
 * it. Both are recorded after the list was made.
 */
#ifndef FSLITMUS_GUEST_EXECUTE_H
#define FSLITMUS_GUEST_EXECUTE_H

#include "actor/execute.h"
#include "actor/look.h"

extern const struct executor guest_executor;

/* Of the calling thread. */
struct executing {
	uint16_t operation; /* that entries belong to, as events name it */
	/* A race is put on the list: other calls are made by themselves. */
	bool listing;
	/* Looks are put on the list: no call may be made. */
	bool looking;
	/*
	 * This round is assumed to be set up like the ones before: calls that
	 * are CALL_AS_BEFORE wait.
	 */
	bool as_before;
	/*
	 * Every call that may fail is made at once, and its result is used.
	 * Otherwise results are assumed. If a call returns another result, the
	 * guest ends, with surprised set in its status.
	 */
	bool singly;
	bool map_failed;  /* a map operation, ever */
	bool look_mapped; /* a file could be mapped to look at it */
	/* Only prologues make mappings, and nothing moves or unmaps them. */
	bool mappings_stay;
};

extern __thread struct executing guest_executing;

/* The calling thread becomes an actor; it no longer is one. */
void guest_executor_begin(void);
void guest_executor_end(void);

/* Loads of so many pages fit into a list with others of their kind. */
#define LISTED_PAGES 16

/*
 * Can OPERATION's calls be listed before any of them is made? It makes one
 * call, which depends on nothing that another operation of the race changes
 * but in the kernel; and its files are there.
 */
bool guest_may_list(const struct test *test, const struct operation *operation);

/* How OPERATION changes a mapping. */
enum call_change guest_change(const struct test *test,
			      const struct operation *operation);

/* An operation of a race. */
struct listed {
	struct execution execution;
	bool runs;	    /* there is something to record */
	unsigned int first; /* its entry, or the first of several */
};

/*
 * Prepares OPERATION and puts its call on the pending list. It uses ACTOR's
 * buffer until it is recorded. Does not change ACTOR's history.
 */
void guest_list(struct listed *listed, struct actor *actor,
		const struct operation *operation);

/* After the list was made (calls_keep()): records the operation. */
void guest_record(struct listed *listed);

/* Puts EXECUTION's call, which is prepared, on the pending list. */
void guest_add(const struct execution *execution);

/*
 * Puts the part of an access on the list that begins at byte FROM and takes at
 * most so many ENTRIES. Returns the byte that comes next.
 */
uint64_t guest_add_part(const struct execution *execution, uint64_t from,
			unsigned int entries);

/*
 * Takes the results of the kept list's entries from FIRST on into EXECUTION, as
 * executor.make() does. Returns the last of its entries.
 */
const struct fslitmus_call *guest_take(struct execution *execution,
				       unsigned int first);

/* As guest_take(), of bytes FROM to TO of an access. Its entries begin with
   CALL. */
const struct fslitmus_call *guest_take_part(struct execution *execution,
					    const struct fslitmus_call *call,
					    uint64_t from, uint64_t to);

/* Looks (looks.c). */

/* Turns on or off that further looks are put on the pending list. */
void guest_look_later(bool on);

/* The list was made (calls_keep()): concludes the looks at mappings. The others
   wait for guest_looked(). */
void guest_conclude_mapped(void);

/* Functions of struct executor. */
void guest_look(struct look *look);
bool guest_looked(struct actor *actor);

#endif
