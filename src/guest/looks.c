// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Puts final looks on the list with the race. It assumes that all calls
 * succeed, and concludes the looks after the list was made.
 */
#include "guest/execute.h"

#include <sys/mman.h>
#include <sys/syscall.h>

#include "guest/calls.h"
#include "guest/pages.h"
#include "guest/power.h"

#define LOOKS (TEST_MAX_MAPPINGS + 2 * TEST_MAX_FILES)

static __thread struct {
	struct look look;
	unsigned int first; /* of its entries */
} looks[LOOKS];
static __thread int count, concluded;

/*
 * Puts a reservation in the place of what was looked at, before the list
 * returns. Otherwise the kernel would have the host map each of these pages in
 * the guest's process, which needs none of them.
 */
static void look_reserve(struct calls *calls, char *start, char *end)
{
	const uintptr_t page = GUEST_PAGE;
	uintptr_t first = (uintptr_t)start & -page;
	uintptr_t last = ((uintptr_t)end + page - 1) & -page;
	struct fslitmus_call *call;

	call = calls_add(calls, SYS_mmap, first, last - first, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
				 MAP_FIXED);
	call->args[4] = -1;
	calls_expect(calls, first);
}

/*
 * Loads as much of what follows byte FROM as a list holds. Returns the byte
 * that comes next.
 */
static uint64_t look_load_part(struct execution *execution, uint64_t from)
{
	struct calls *calls = calls_pending();
	char *memory = (char *)(uintptr_t)execution->arguments[0];
	unsigned int first;
	uint64_t to;

	if (calls->count >= CALLS_MAX / 2)
		calls_flush();
	first = calls->count;
	to = guest_add_part(execution, from, CALLS_MAX - first - 1);
	look_reserve(calls, memory + from, memory + to);
	calls_make(calls);
	guest_take_part(execution, &calls->call[first], from, to);
	calls_clear(calls);
	return to;
}

/*
 * Is LOOK the last use of the memory that it loads? Where operations move or
 * unmap, part of another mapping may lie there.
 */
static bool look_ends_mapping(const struct look *look)
{
	return call_is_access(&look->execution.call) &&
	       (look->view == VIEW_FRESH || guest_executing.mappings_stay);
}

static void look_then_reserve(struct look *look)
{
	struct execution *execution = &look->execution;
	int error = execution_ready(execution);
	uint64_t at = 0;

	execution->progress.result = error;
	while (!error && at < execution->arguments[2])
		at = look_load_part(execution, at);
	look_conclude(look);
}

void guest_look_later(bool on)
{
	guest_executing.looking = on;
}

void guest_look(struct look *look)
{
	if (!guest_executing.looking) {
		if (look_ends_mapping(look))
			look_then_reserve(look);
		else
			look_now(look);
		return;
	}
	if (count == LOOKS || execution_ready(&look->execution))
		guest_fail("a look that cannot be put on the list");
	looks[count].look = *look;
	looks[count++].first = calls_pending()->count;
	guest_add(&look->execution);
}

static void looks_conclude(int i)
{
	struct look *look = &looks[i].look;

	guest_take(&look->execution, looks[i].first);
	/* The whole file was read at once. */
	look_goes_on(look);
	look_conclude(look);
}

void guest_conclude_mapped(void)
{
	while (concluded < count && looks[concluded].look.view == VIEW_MAPPED)
		looks_conclude(concluded++);
	if (concluded == count)
		concluded = count = 0;
}

bool guest_looked(struct actor *actor)
{
	bool any = concluded < count && !guest_executing.looking;

	(void)actor;
	if (!any)
		return false;
	while (concluded < count)
		looks_conclude(concluded++);
	concluded = count = 0;
	return true;
}
