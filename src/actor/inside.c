// SPDX-License-Identifier: GPL-2.0-or-later
/* Adds up the time that a round spent inside the test's own calls. */
#include "actor/inside.h"

static uint64_t spent_on(const struct record *records, int from, int to)
{
	uint64_t spent = 0;

	for (int i = from; i < to; i++)
		if (records[i].end_ns)
			spent += records[i].end_ns - records[i].begin_ns;
	return spent;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

uint64_t inside_round(const struct test *test, const struct arena *arena,
		      uint64_t in_turn)
{
	uint64_t race = 0, looks = 0;

	for (int i = 0; i < test->processes; i++) {
		const struct process *process = &test->process[i];
		const struct record *records = arena->history.record[i];

		in_turn += arena->spent[i].open_ns +
			   spent_on(records, 0, process->prologue);
		race = larger(race, spent_on(records, process->prologue,
					     process->count));
		looks = larger(looks, arena->spent[i].look_ns);
	}
	return in_turn + race + looks;
}
