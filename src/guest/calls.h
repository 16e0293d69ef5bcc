/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of calls for the guest's kernel: one entry into it instead of one for
 * each call, which costs more than most calls. Each thread that is an actor
 * has a pending list. Calls whose result is known are put on it, and are made
 * together with the next call that must be made at once.
 */
#ifndef FSLITMUS_GUEST_CALLS_H
#define FSLITMUS_GUEST_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "actor/actor.h"
#include "fslitmus_uapi.h"

/* The descriptor of /dev/fslitmus; set before anything else here is used. */
extern int guest_control;

#define GUEST_PAGE 4096u
#define CALLS_MAX FSLITMUS_CALLS_MAX
#define CALLS_ANYTHING INT64_MIN

struct calls {
	struct fslitmus_call call[CALLS_MAX];
	int64_t expected[CALLS_MAX]; /* or CALLS_ANYTHING */
	unsigned int count;
	/* Memory that calls of this list read from or write to. */
	char *room;
	size_t used;
	size_t present; /* bytes of it that were taken from the kernel */
};

/* Appends one; the rest of its arguments are 0. */
struct fslitmus_call *calls_add(struct calls *calls, uint32_t nr, uint64_t a,
				uint64_t b, uint64_t c, uint64_t d);

/*
 * Declares the result of the call added last. The guest ends if it returns
 * another one. Calls on the list after one that failed are not made.
 */
void calls_expect(struct calls *calls, int64_t result);

/* Memory that stays unchanged until CALLS is made. NULL: there is no room. */
char *calls_room(struct calls *calls, size_t size);

/* Makes the calls. The guest ends if the kernel refuses the list itself. */
void calls_make(struct calls *calls);

/* Empties it. */
void calls_clear(struct calls *calls);

/* The calling thread becomes an actor, whose lists begin empty. */
void calls_begin(void);

/* The thread is no actor any more: makes pending calls, and frees its lists. */
void calls_end(void);

/* The calling thread's pending list. */
struct calls *calls_pending(void);

/* Makes the pending calls. */
void calls_flush(void);

/*
 * Makes the pending calls. Returns their list, which stays valid until the next
 * call of this function.
 */
struct calls *calls_keep(void);

/* The list that calls_keep() made last. */
const struct calls *calls_kept(void);

/* In tickets: drawn by the kernel, on a counter of its own. */
#define CALLS_TICKET (1u << 31)

/* How events name an operation; 0 is none. */
uint16_t calls_operation(const struct operation *operation);

#endif
