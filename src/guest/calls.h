/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of calls for the guest's kernel: one entry into it instead of one for
 * each call, which costs more than most calls. Each thread that is an actor
 * has a list that waits to be made. Calls whose result is known are put on it,
 * and made with the next call that has to be made at once.
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

/* Bytes that stay as they are until CALLS is made, or NULL: it is full. */
char *calls_room(struct calls *calls, size_t size);

/* Makes them, and ends the guest if the list itself is refused. */
void calls_make(struct calls *calls);

/* Empties it. */
void calls_clear(struct calls *calls);

/* The calling thread becomes an actor, whose lists begin empty. */
void calls_begin(void);

/* It no longer is: makes what waits, and gives the lists back. */
void calls_end(void);

/* The calling thread's list that waits. */
struct calls *calls_pending(void);

/* Makes what waits. */
void calls_flush(void);

/*
 * Makes what waits. Returns the list, which stays as it is until the next that
 * is kept.
 */
struct calls *calls_keep(void);

/* The list that calls_keep() made last. */
const struct calls *calls_kept(void);

/* In tickets: drawn by the kernel, on a counter of its own. */
#define CALLS_TICKET (1u << 31)

/* How events name an operation; 0 is none. */
uint16_t calls_operation(const struct operation *operation);

#endif
