/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads and stores as entries of a list, page by page. */
#ifndef FSLITMUS_GUEST_PAGES_H
#define FSLITMUS_GUEST_PAGES_H

#include "guest/calls.h"

/* An access to the memory of a mapping. */
struct access {
	char *memory, *own; /* the mapping's side, and the other */
	bool is_store;
	uint64_t length;
	uint64_t done; /* bytes, so far */
};

/* Bytes from AT to the end of the page, or of the access. */
static inline uint64_t access_part(const struct access *access, uint64_t at)
{
	uint64_t page = GUEST_PAGE -
			(uintptr_t)(access->memory + at) % GUEST_PAGE;

	return access->length - at < page ? access->length - at : page;
}

/* Appends the part at byte AT, for OPERATION, with flags of the entry. */
void access_add(struct calls *calls, const struct access *access, uint64_t at,
		uint16_t operation, uint32_t flags);

/*
 * Takes the result of such an entry. Returns 0 with the part counted, and for a
 * load with its bytes in own; or the signal that it raised.
 */
int access_take(struct access *access, const struct fslitmus_call *call);

/*
 * Makes the access at once, with all pending calls. 0, or the signal that it
 * raised; the bytes after that are not accessed.
 */
int access_now(struct access *access, uint16_t operation);

#endif
