// SPDX-License-Identifier: GPL-2.0-or-later
/* Chooses how long each process waits before it starts a round's race. */
#include "actor/pace.h"

/* The delay before anything was measured, and the longest one. */
#define FIRST_GUESS_NS 2000
#define LONGEST_NS 20000000

static uint64_t calibrate(void)
{
	const uint32_t steps = 50000;
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < 3; i++) {
		uint64_t start = clock_ns(), spent;

		pause_for(steps);
		spent = clock_ns() - start;
		if (spent < best)
			best = spent;
	}
	return best ? steps * UINT64_C(1000) / best : 0;
}

void pace_init(struct pace *pace, uint64_t seed)
{
	*pace = (struct pace){ .random = { seed } };
	/* On one processor a delay would only delay everybody. */
	if (processors() > 1)
		pace->steps_per_us = calibrate();
	for (int i = 0; i < TEST_MAX_PROCESSES; i++)
		pace->race_ns[i] = FIRST_GUESS_NS;
}

static uint64_t choose_ns(struct random *random, uint64_t window)
{
	int magnitudes = 64 - __builtin_clzll(window | 1);

	switch (random_below(random, 3)) {
	case 0:
		return 0;
	case 1:
		return random_below(random, window);
	default:
		return random_below(random,
				    window >> random_below(random, magnitudes));
	}
}

/* How long the others take: a process that starts later meets none of them. */
static uint64_t window_of(const struct pace *pace, const struct test *test,
			  int process)
{
	uint64_t longest = 0;

	for (int i = 0; i < test->processes; i++)
		if (i != process && pace->race_ns[i] > longest)
			longest = pace->race_ns[i];
	return longest < LONGEST_NS ? longest : LONGEST_NS;
}

void pace_choose(struct pace *pace, const struct test *test,
		 struct arena *arena)
{
	for (int i = 0; i < test->processes; i++) {
		uint64_t ns = choose_ns(&pace->random,
					window_of(pace, test, i));

		arena->skew[i] = ns * pace->steps_per_us / 1000;
	}
}

void pace_learn(struct pace *pace, const struct test *test,
		const struct history *history)
{
	for (int i = 0; i < test->processes; i++) {
		const struct process *process = &test->process[i];
		const struct record *record = history->record[i];
		uint64_t first = 0, last = 0;

		for (int j = process->prologue; j < process->count; j++) {
			if (!record[j].end_ns)
				continue;
			if (!first)
				first = record[j].begin_ns;
			last = record[j].end_ns;
		}
		pace->race_ns[i] = (3 * pace->race_ns[i] + last - first) / 4;
	}
}
