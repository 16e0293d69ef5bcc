// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Final looks that go on the list with the race: put there as if all went
 * well, and concluded when the list was made.
 */
#include "guest/execute.h"

#include "guest/calls.h"
#include "guest/power.h"

#define LOOKS (TEST_MAX_MAPPINGS + 2 * TEST_MAX_FILES)

static __thread struct {
	struct look look;
	unsigned int first;	/* of its entries */
} looks[LOOKS];
static __thread int count, concluded;

void guest_look_later(bool on)
{
	guest_executing.looking = on;
}

void guest_look(struct look *look)
{
	if (!guest_executing.looking) {
		look_now(look);
		return;
	}
	if (count == LOOKS || execution_ready(&look->execution))
		guest_fail("a look that cannot be put on the list");
	looks[count].look = *look;
	looks[count++].first = calls_pending()->count;
	guest_add(&look->execution);
}

static void conclude(int i)
{
	struct look *look = &looks[i].look;

	guest_take(&look->execution, looks[i].first);
	/* The whole file was read at once. */
	look_goes_on(look);
	look_conclude(look);
}

void guest_conclude_mapped(void)
{
	while (concluded < count &&
	       looks[concluded].look.view == VIEW_MAPPED)
		conclude(concluded++);
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
		conclude(concluded++);
	concluded = count = 0;
	return true;
}
