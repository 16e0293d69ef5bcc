// SPDX-License-Identifier: GPL-2.0-or-later
/* Chooses and reserves the addresses of mappings. */
#include "actor/place.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "actor/execute.h"

#define HUGE_BYTES (2u << 20)
#define PLACE_BYTES (TEST_MAX_FILE_BYTES + 2 * HUGE_BYTES)
#define PLACES (2 * TEST_MAX_MAPPINGS)

/*
 * Threads share these, as they share the mappings. Only concurrent munmap and
 * mremap of one mapping touch the same place, and at worst a place is lost.
 */
struct place {
	char *start; /* of the reservation, or NULL: none yet */
	char *left;  /* not reserved now, LENGTH bytes */
	uint64_t length;
};

static struct place places[PLACES];
static char *reservation;

#define RESERVED (MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE)

static char *place_reserve(uint64_t length)
{
	char *address = mmap(NULL, length + HUGE_BYTES, PROT_NONE, RESERVED, -1,
			     0);

	if (address == MAP_FAILED)
		return NULL;
	return address + HUGE_BYTES - (uintptr_t)address % HUGE_BYTES;
}

/*
 * Reserves all places at once, before the first mapping is made. A reservation
 * made later could land where an unmapped mapping was.
 */
static bool reserve_all(void)
{
	char *none = NULL, *all;

	if (__atomic_load_n(&reservation, __ATOMIC_ACQUIRE))
		return true;
	all = place_reserve((uint64_t)PLACES * PLACE_BYTES);
	if (!all)
		return false;
	/* If two threads get here, one loses: its reservation stays unused. */
	__atomic_compare_exchange_n(&reservation, &none, all, false,
				    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
	return true;
}

/* Reserves LENGTH bytes at ADDRESS, through the actor's executor. */
static bool reserve_at(struct actor *actor, char *address, uint64_t length,
		       int flags, enum call_known known)
{
	const int64_t expected = (int64_t)(uintptr_t)address;
	const struct call call = {
		.number = SYS_mmap,
		.arguments = { CALL_VALUE(expected), CALL_VALUE(length),
			       CALL_VALUE(PROT_NONE),
			       CALL_VALUE(RESERVED | flags), CALL_VALUE(-1) },
		.known = known,
		.expected = expected,
	};

	return execute_call(actor, &call) == expected;
}

static bool place_guard(struct actor *actor, char *address, uint64_t length)
{
	return reserve_at(actor, address, length, MAP_FIXED_NOREPLACE,
			  CALL_EXPECTED);
}

/* Makes the place free for a mapping again. */
static bool place_renew(struct actor *actor, struct place *place,
			uint64_t index)
{
	if (!place->start)
		place->start = reservation + index * PLACE_BYTES;
	if (!place->length || place_guard(actor, place->left, place->length))
		return true;
	/* Something else lies there; leave it alone. */
	place->start = place_reserve(PLACE_BYTES);
	return place->start;
}

char *place_find(struct actor *actor, int index, uint64_t offset,
		 uint64_t length, const char *avoid)
{
	struct place *place = &places[2 * index];
	uint64_t skip = offset % HUGE_BYTES;

	if (!reserve_all())
		return NULL;
	if (length > PLACE_BYTES - skip) {
		errno = ENOMEM;
		return NULL;
	}
	if (avoid && place->start && avoid == place->start + skip)
		place++;
	if (!place_renew(actor, place, place - places)) {
		place->length = 0;
		return NULL;
	}
	place->left = place->start + skip;
	place->length = length;
	return place->left;
}

/* Marks the place that LENGTH bytes at ADDRESS fill as reserved again. */
static void reserved_again(int index, const char *address, uint64_t length)
{
	for (int i = 2 * index; i < 2 * index + 2; i++)
		if (places[i].left == address && places[i].length == length)
			places[i].length = 0;
}

void place_left(struct actor *actor, int index, char *address, uint64_t length)
{
	if (place_guard(actor, address, length))
		reserved_again(index, address, length);
}

void place_failed(struct actor *actor, int index, char *address,
		  uint64_t length)
{
	/* The call may or may not have removed the reservation. */
	if (reserve_at(actor, address, length, MAP_FIXED, CALL_UNKNOWN))
		reserved_again(index, address, length);
}
