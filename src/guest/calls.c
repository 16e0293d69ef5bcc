// SPDX-License-Identifier: GPL-2.0-or-later
/* Makes lists of calls, and keeps the pending list of each thread. */
#include "guest/calls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest/power.h"
#include "guest/protocol.h"

int guest_control = -1;

/* Two, so that one stays as it was made while the next is filled. */
static __thread struct calls *pending, *kept;

/* Enough for the largest files there are; touched as far as it is used. */
#define ROOM_BYTES (8 * (size_t)TEST_MAX_FILE_BYTES)

static struct calls *list_new(void)
{
	struct calls *calls = calloc(1, sizeof(*calls));

	if (!calls)
		guest_fail("memory");
	calls->room = mmap(NULL, ROOM_BYTES, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (calls->room == MAP_FAILED)
		guest_fail("address space");
	return calls;
}

void calls_clear(struct calls *calls)
{
	calls->count = 0;
	calls->used = 0;
}

void calls_begin(void)
{
	if (!pending) {
		pending = list_new();
		kept = list_new();
	}
	/* Drop calls of the process that this one was forked from. */
	calls_clear(pending);
}

static void list_free(struct calls *calls)
{
	munmap(calls->room, ROOM_BYTES);
	free(calls);
}

void calls_end(void)
{
	if (!pending)
		return;
	calls_flush();
	list_free(pending);
	list_free(kept);
	pending = kept = NULL;
}

/*
 * Takes pages that are used for the first time at once, without a fault for
 * each. Where that fails they are taken as they are touched.
 */
static void room_use(struct calls *calls)
{
	if (calls->used <= calls->present)
		return;
	madvise(calls->room + calls->present, calls->used - calls->present,
		MADV_POPULATE_WRITE);
	calls->present = calls->used;
}

char *calls_room(struct calls *calls, size_t size)
{
	char *room = calls->room + calls->used;

	if (size > ROOM_BYTES - calls->used)
		return NULL;
	calls->used += (size + GUEST_PAGE - 1) / GUEST_PAGE * GUEST_PAGE;
	room_use(calls);
	return room;
}

struct calls *calls_pending(void)
{
	return pending;
}

const struct calls *calls_kept(void)
{
	return kept;
}

uint16_t calls_operation(const struct operation *operation)
{
	if (!operation)
		return 0;
	return operation->process * TEST_MAX_OPERATIONS + operation->index + 1;
}

struct fslitmus_call *calls_add(struct calls *calls, uint32_t nr, uint64_t a,
				uint64_t b, uint64_t c, uint64_t d)
{
	struct fslitmus_call *call = &calls->call[calls->count];

	if (calls->count == CALLS_MAX)
		guest_fail("a list of more than %d calls", CALLS_MAX);
	calls->expected[calls->count++] = CALLS_ANYTHING;
	*call = (struct fslitmus_call){ .nr = nr, .args = { a, b, c, d } };
	return call;
}

void calls_expect(struct calls *calls, int64_t result)
{
	calls->expected[calls->count - 1] = result;
	if (result != CALLS_ANYTHING)
		calls->call[calls->count - 1].flags |= FSLITMUS_STOP_ON_ERROR;
}

/* Reports the surprise, so that the host repeats the batch call by call. */
static void tell_surprise(void)
{
	const uint64_t surprised = 1;
	int status = open("/status", O_WRONLY | O_CLOEXEC);

	if (status < 0 || pwrite(status, &surprised, sizeof(surprised),
				 offsetof(struct guest_status, surprised)) !=
				  sizeof(surprised))
		guest_fail("/status");
}

void calls_make(struct calls *calls)
{
	struct fslitmus_calls list = {
		.calls = (uintptr_t)calls->call,
		.count = calls->count,
	};

	if (!calls->count)
		return;
	if (ioctl(guest_control, FSLITMUS_CALLS, &list))
		guest_fail("FSLITMUS_CALLS");
	for (unsigned int i = 0; i < calls->count; i++) {
		int64_t result = calls->call[i].result;

		if (calls->expected[i] == CALLS_ANYTHING ||
		    calls->expected[i] == result)
			continue;
		tell_surprise();
		errno = result < 0 ? -result : EPROTO;
		guest_fail("call %#x gave %lld", calls->call[i].nr,
			   (long long)result);
	}
}

void calls_flush(void)
{
	if (!pending)
		return;
	calls_make(pending);
	calls_clear(pending);
}

struct calls *calls_keep(void)
{
	struct calls *list = pending;

	calls_make(list);
	pending = kept;
	kept = list;
	calls_clear(pending);
	return kept;
}
