// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Budgets, held against what getrusage(2) says. Nothing here depends on how
 * busy the machine is: processes burn what their own clocks tell.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/budget.h"
#include "base/child.h"
#include "base/clock.h"

#define MS 1000000ull
/* getrusage(2) and /proc count children in clock ticks here and there. */
#define SLACK (40 * MS)

static uint64_t own_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static void burn(uint64_t ns)
{
	uint64_t end = own_ns() + ns;

	while (own_ns() < end)
		;
}

static void waiting_costs_nothing(void **state)
{
	struct budget budget;

	(void)state;
	budget_begin(&budget, 60 * MS, 0);
	budget.wall_ns = 0;
	sleep_ms(150);
	assert_false(budget_is_spent(&budget, 0, 0));
	burn(30 * MS);
	assert_false(budget_is_spent(&budget, 0, 0));
	burn(40 * MS);
	assert_true(budget_is_spent(&budget, 0, 0));
}

static void rounds_come_first(void **state)
{
	struct budget budget;

	(void)state;
	budget_begin(&budget, 10 * MS, 0);
	budget.wall_ns = 0;
	budget.least_rounds = 100;
	burn(20 * MS);
	assert_false(budget_is_spent(&budget, 0, 99));
	assert_true(budget_share(&budget, 0, 99) > 0.98);
	assert_true(budget_is_spent(&budget, 0, 100));
}

/* What never gets a processor, or always waits for a device, ends as well. */
static void the_clock_ends_it(void **state)
{
	struct budget budget;

	(void)state;
	budget_begin(&budget, 10 * MS, 0);
	budget.least_rounds = 100;
	assert_int_equal(budget.wall_ns, BUDGET_CAP * 10 * MS);
	sleep_ms(BUDGET_CAP * 10 + 10);
	assert_true(budget_is_spent(&budget, 0, 0));
}

static void no_limit_no_end(void **state)
{
	struct budget none = { 0 }, budget;

	(void)state;
	budget_begin(&budget, 0, 0);
	burn(5 * MS);
	assert_false(budget_is_spent(&budget, 0, 1000));
	assert_false(budget_is_spent(&none, 0, 1000));
}

static void what_is_forgiven(void **state)
{
	struct budget budget;

	(void)state;
	budget_begin(&budget, 50 * MS, 0);
	budget.wall_ns = 0;
	burn(70 * MS);
	assert_true(budget_is_spent(&budget, 0, 0));
	budget_forgive(&budget, 60 * MS);
	assert_false(budget_is_spent(&budget, 0, 0));
}

/* A process group of two, each of which burns NS and then waits. */
static pid_t start_group(uint64_t ns, int *ready)
{
	char byte = 0;
	int pipes[2];
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		setpgid(0, 0);
		if (!fork())
			prctl(PR_SET_PDEATHSIG, SIGKILL);
		burn(ns);
		if (write(pipes[1], &byte, 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	setpgid(pid, pid);
	close(pipes[1]);
	*ready = pipes[0];
	return pid;
}

static void end_group(pid_t group)
{
	kill(-group, SIGKILL);
	reap_orphans();
}

static void a_living_group_counts(void **state)
{
	uint64_t began = cpu_used_ns(), alive;
	struct budget budget;
	char bytes[2];
	int ready;
	pid_t group;

	(void)state;
	budget_begin(&budget, 1000 * MS, 0);
	group = start_group(100 * MS, &ready);
	assert_int_equal(read(ready, bytes, 1), 1);
	assert_int_equal(read(ready, bytes, 1), 1);
	/* Two are found, whenever they were searched for. */
	budget.search_due_ns = 0;
	alive = budget_used_ns(&budget, group);
	assert_true(alive >= 200 * MS);
	kill(-group, SIGSTOP);
	sleep_ms(100);
	assert_true(budget_used_ns(&budget, group) - alive < SLACK);
	end_group(group);
	close(ready);
	/* What was counted alive is not counted again when it is reaped. */
	assert_true(budget_used_ns(&budget, 0) <=
		    cpu_used_ns() - began + SLACK);
	assert_true(budget_used_ns(&budget, 0) >= alive);
}

/* The boot of a guest is done before its budget begins. */
static void what_a_group_used_before(void **state)
{
	struct budget budget;
	char bytes[2];
	int ready;
	pid_t group = start_group(100 * MS, &ready);

	(void)state;
	assert_int_equal(read(ready, bytes, 1), 1);
	assert_int_equal(read(ready, bytes, 1), 1);
	budget_begin(&budget, 1000 * MS, group);
	assert_true(budget_used_ns(&budget, group) < SLACK);
	end_group(group);
	close(ready);
	assert_true(budget_used_ns(&budget, 0) < SLACK);
}

static void few_rounds(void **state)
{
	(void)state;
	assert_true(rounds_are_few(FEW_ROUNDS - 1, 0));
	assert_false(rounds_are_few(FEW_ROUNDS, 0));
	assert_false(rounds_are_few(7, 7));
	assert_true(rounds_are_few(6, 7));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waiting_costs_nothing),
		cmocka_unit_test(rounds_come_first),
		cmocka_unit_test(the_clock_ends_it),
		cmocka_unit_test(no_limit_no_end),
		cmocka_unit_test(what_is_forgiven),
		cmocka_unit_test(a_living_group_counts),
		cmocka_unit_test(what_a_group_used_before),
		cmocka_unit_test(few_rounds),
	};

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
