// SPDX-License-Identifier: GPL-2.0-or-later
/* Gives each actor of a live test a processor of its own. */
#include "actor/pin.h"

#include "base/random.h"

/* Rounds between moves: enough that the cost of moving does not matter. */
#define ROUNDS_EACH 32

void pin_init(struct pin *pin, int processes, uint64_t seed)
{
	struct random random = { seed };

	*pin = (struct pin){ .works = false };
	if (processes < 2 ||
	    sched_getaffinity(0, sizeof(pin->allowed), &pin->allowed))
		return;
	pin->works = processes <= CPU_COUNT(&pin->allowed);
	pin->first = random_below(&random, CPU_COUNT(&pin->allowed));
}

static int nth_processor(const cpu_set_t *set, int n)
{
	int processor = 0;

	while (!CPU_ISSET(processor, set) || n--)
		processor++;
	return processor;
}

void pin_actor(const struct pin *pin, int process, uint32_t round)
{
	int count;
	cpu_set_t set;

	if (!pin->works || round % ROUNDS_EACH)
		return;
	count = CPU_COUNT(&pin->allowed);
	CPU_ZERO(&set);
	CPU_SET(nth_processor(&pin->allowed,
			      (pin->first + round / ROUNDS_EACH + process) %
				      count),
		&set);
	/* Fails if it is no longer allowed: then the scheduler decides. */
	sched_setaffinity(0, sizeof(set), &set);
}

void pin_release(const struct pin *pin)
{
	if (pin->works)
		sched_setaffinity(0, sizeof(pin->allowed), &pin->allowed);
}
