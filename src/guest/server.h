/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the filesystem servers of a guest have in common: they answer the last
 * request and wait for the next one in a single entry into the kernel. Entering
 * it costs more than most requests.
 */
#ifndef FSLITMUS_GUEST_SERVER_H
#define FSLITMUS_GUEST_SERVER_H

#include <stdbool.h>
#include <sys/types.h>
#include <sys/uio.h>

struct server_turn {
	int device;
	bool polls; /* it does not wait for a request by itself */
	/* The answer; with no parts there is none. */
	struct iovec parts[3];
	int count;
	/* Where the next request goes, and how much of it may. */
	void *request;
	size_t size;
};

/* The calling process becomes a server. It ends if it cannot make lists. */
void server_begin(void);

/*
 * Writes the answer, waits, and reads a request. Returns the request's size, or
 * -errno of read(2). *ANSWERED becomes 0, or -errno of writev(2).
 */
ssize_t server_next(const struct server_turn *turn, int *answered);

#endif
