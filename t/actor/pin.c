// SPDX-License-Identifier: GPL-2.0-or-later
/* Processors for actors: apart, of those allowed, and given back. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "actor/pin.h"

static cpu_set_t before;

static int remember(void **state)
{
	(void)state;
	return sched_getaffinity(0, sizeof(before), &before);
}

static int restore(void **state)
{
	(void)state;
	return sched_setaffinity(0, sizeof(before), &before);
}

/* The one processor that the actor has then. */
static int processor_of(const struct pin *pin, int process, uint32_t round)
{
	int processor = 0;
	cpu_set_t now;

	pin_actor(pin, process, round);
	assert_int_equal(sched_getaffinity(0, sizeof(now), &now), 0);
	assert_int_equal(CPU_COUNT(&now), 1);
	while (!CPU_ISSET(processor, &now))
		processor++;
	assert_true(CPU_ISSET(processor, &before));
	return processor;
}

static void actors_are_apart_and_move_on(void **state)
{
	struct pin pin;
	cpu_set_t now;
	int first;

	(void)state;
	if (CPU_COUNT(&before) < 2)
		skip();
	for (uint64_t seed = 1; seed < 5; seed++) {
		pin_init(&pin, 2, seed);
		first = processor_of(&pin, 0, 0);
		assert_int_not_equal(first, processor_of(&pin, 1, 0));
		assert_int_not_equal(first, processor_of(&pin, 0, 32));
		assert_int_not_equal(processor_of(&pin, 0, 32),
				     processor_of(&pin, 1, 32));
		pin_release(&pin);
		assert_int_equal(sched_getaffinity(0, sizeof(now), &now), 0);
		assert_true(CPU_EQUAL(&now, &before));
	}
}

/* With taskset(1), for instance. */
static void one_processor_is_left_alone(void **state)
{
	struct pin pin;
	cpu_set_t one;
	int processor = 0;

	(void)state;
	while (!CPU_ISSET(processor, &before))
		processor++;
	CPU_ZERO(&one);
	CPU_SET(processor, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	pin_init(&pin, 2, 1);
	assert_false(pin.works);
	assert_int_equal(processor_of(&pin, 1, 0), processor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(actors_are_apart_and_move_on,
					  restore),
		cmocka_unit_test_teardown(one_processor_is_left_alone, restore),
	};

	return cmocka_run_group_tests(tests, remember, NULL);
}
