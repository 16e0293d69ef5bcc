/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of calls for the guest's kernel: one entry into it instead of one for
 * each call, which costs more than most calls.
 *
 * What set-up and final looks call goes this way too: the libc functions they
 * use are linked to those in calls.c. Calls whose result is known (close,
 * munmap, fsync ...) wait there for the next one that has to be made. Final
 * looks are captured as if all went well, and what the kernel found is told
 * when they are taken.
 */
#ifndef FSLITMUS_GUEST_CALLS_H
#define FSLITMUS_GUEST_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "actor/actor.h"
#include "fslitmus_uapi.h"

/* The descriptor of /dev/fslitmus; set before anything else here is used. */
extern int guest_control;

#define CALLS_MAX FSLITMUS_CALLS_MAX
#define CALLS_ANYTHING INT64_MIN

struct calls {
	struct fslitmus_call call[CALLS_MAX];
	int64_t expected[CALLS_MAX];	/* or CALLS_ANYTHING */
	unsigned int count;
	/* Memory that calls of this list read from or write to. */
	char *room;
	size_t used;
};

/* Appends one; the rest of its arguments are 0. */
struct fslitmus_call *calls_add(struct calls *calls, uint32_t nr, uint64_t a,
				uint64_t b, uint64_t c, uint64_t d);

/*
 * The guest ends if the one added last has another result; what is on the list
 * after a call that failed is not made.
 */
void calls_expect(struct calls *calls, int64_t result);

/* Makes them, and ends the guest if the list itself is refused. */
void calls_make(struct calls *calls);

/* From now on the calling thread is ACTOR, or, with NULL, none. */
void calls_follow(struct actor *actor);

/* The calling thread's list of what waits to be made. */
struct calls *calls_pending(void);

/* Makes what waits. */
void calls_flush(void);

/*
 * Makes what waits. Returns the list, which stays as it is until the next that
 * is made so: operations of the race and looks are told of it.
 */
struct calls *calls_make_captured(void);

/*
 * From now on, or no longer, is what sets a round up taken to come to what it
 * came to before, and waits too: making and opening files, mapping them.
 */
void calls_predict(bool on);

/*
 * From now on, or no longer, is every call that may fail made at once and told
 * what it came to. Otherwise the guest ends where one does not come to what is
 * known of it, and says so in its status.
 */
void calls_singly(bool on);

/* In tickets: drawn by the kernel, on a counter of its own. */
#define CALLS_TICKET (1u << 31)

/*
 * Puts the calls of a final look on the list that waits: loads, reads, giving
 * up mappings and files. Nothing else comes of it. May be repeated for a list.
 */
void calls_look(void (*look)(struct actor *actor));

/* Has this thread mapped a file to look at, which it must have done before? */
bool calls_can_look(void);

/* The list was made: the same looks, in the same order, are told of it. */
void calls_tell_looks(void);

/* How events name an operation; 0 is none. */
uint16_t calls_operation(const struct operation *operation);

#endif
