/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files that lead calls to lists share: the lists of the calling
 * thread, and what becomes of a call that is made on behalf of its actor.
 */
#ifndef FSLITMUS_GUEST_CALLING_H
#define FSLITMUS_GUEST_CALLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest/calls.h"

#define PAGE 4096u
#define POINTER(pointer) ((uintptr_t)(pointer))

enum mode {
	MODE_MAKE,		/* it is made */
	MODE_LOOK,		/* it is noted, and taken to go well */
	MODE_TELL,		/* what a look came to is told */
};

/* Entries of looks, one after the other but for meetings. */
struct looks {
	unsigned int first, end;
};

struct calling {
	struct actor *self;	/* NULL: calls are nobody's */
	struct calls *pending;
	struct calls *made;	/* by calls_make_captured() */
	enum mode mode;
	unsigned int cursor;	/* in made, of MODE_TELL */
	/* A race is put on the list: other calls are made by themselves. */
	bool listing;
	uint16_t operation;	/* that calls belong to, as events name it */
	bool predicting;
	bool singly;		/* see calls_singly() */
	bool maps_fail;		/* a map operation did */
	struct looks captured_looks; /* in pending */
	struct looks made_looks; /* in made */
};

extern __thread struct calling calling;

/* Does setting up a round come to what it came to before? */
static inline bool calling_sets_up(void)
{
	return calling.predicting && calling.mode == MODE_MAKE;
}

/* What libc would return for this result, with errno. */
long calling_told(int64_t result);

/* Puts a call on the list that waits. */
void calling_add(long nr, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
		 uint64_t e, uint64_t f);

/* Makes it with all that waits; the result is the kernel's. */
int64_t calling_result(long nr, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
		       uint64_t e, uint64_t f);

/* The same, with a result as libc's. */
long calling_make(long nr, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
		  uint64_t e, uint64_t f);

/* The list that waits begins anew. */
void calling_start_list(void);

/* Room for SIZE bytes until the list that waits is made, or NULL. */
char *calling_room(size_t size);

/* What a call of a look came to: the next of its entries on what is NR and
 * has A for its first argument. */
const struct fslitmus_call *look_tell(long nr, uint64_t a);

/* pread(2) of a look: puts it on the list; tells what it came to. */
ssize_t look_read(int fd, const char *to, size_t size, off_t at);
ssize_t look_tell_read(int fd, void *to);

/* An access to the memory of a mapping. */
struct copy {
	char *memory, *own;	/* the mapping's side, and the other */
	bool is_store;
	uint64_t length;
	uint64_t done;
};

/* To the end of the page, or of what is to be copied. */
static inline uint64_t part_of(const struct copy *copy, uint64_t at)
{
	uint64_t page = PAGE - (uintptr_t)(copy->memory + at) % PAGE;

	return copy->length - at < page ? copy->length - at : page;
}

/* Puts the page at byte AT on the list that waits. */
void calling_add_page(const struct copy *copy, uint64_t at, uint32_t flags);

/* What such an entry came to: 0, or the signal it raised. */
int calling_take_page(struct copy *copy, const struct fslitmus_call *call);

/* Makes the access, with all that waits. 0, or the signal it raised. */
int calling_copy(struct copy *copy);

/* Loads of a look: puts them on the list; or 0, or the signal one raised. */
void look_load(struct copy *copy);
int look_tell_load(struct copy *copy);

#endif
