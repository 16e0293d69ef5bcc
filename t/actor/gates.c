// SPDX-License-Identifier: GPL-2.0-or-later
/* Gates: nobody passes early, everybody passes in the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "actor/arena.h"

#define ROUNDS 300

static struct result *result;
static struct arena *arena;
/* How far each process is; nobody may be two rounds apart. */
static volatile uint32_t *at;

static int setup(void **state)
{
	(void)state;
	result = mmap(NULL, sizeof(*result), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	at = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return result == MAP_FAILED || at == MAP_FAILED ? -1 : 0;
}

/* Returns how often somebody was seen on the wrong side of the gate. */
static int take_part(int self, int processes)
{
	int wrong = 0;

	for (uint32_t round = 0; round < ROUNDS; round++) {
		at[self] = round + 1;
		gate_pass(&arena->ready);
		if (!gate_wait(arena, &arena->ready, (round + 1) * processes))
			return -1;
		for (int i = 0; i < processes; i++)
			wrong += at[i] < round + 1;
		gate_pass(&arena->raced);
		if (!gate_wait(arena, &arena->raced, (round + 1) * processes))
			return -1;
	}
	return wrong;
}

/* Returns in both, as fork() does; only the parent knows of the child. */
static pid_t start_child(int process)
{
	pid_t child = fork();

	if (child)
		arena->child[process] = child;
	return child;
}

static void meet(int processes, bool spin)
{
	int status, wrong;

	arena = arena_new(processes, result);
	assert_non_null(arena);
	if (!spin)
		arena->spin = 0;
	for (int i = 0; i < processes; i++)
		at[i] = 0;
	for (int i = 1; i < processes; i++)
		if (!start_child(i))
			_exit(take_part(i, processes) != 0);
	wrong = take_part(0, processes);
	for (int i = 1; i < processes; i++) {
		assert_int_equal(waitpid(arena->child[i], &status, 0),
				 arena->child[i]);
		wrong |= status;
	}
	arena_free(arena);
	assert_int_equal(wrong, 0);
}

static void two_to_eight_processes_meet(void **state)
{
	(void)state;
	for (int processes = 2; processes <= TEST_MAX_PROCESSES; processes++)
		meet(processes, true);
}

static void sleepers_are_woken(void **state)
{
	(void)state;
	meet(2, false);
	meet(5, false);
}

static void tickets_are_never_drawn_twice(void **state)
{
	const int draws = 20000;
	uint32_t last = 0;
	int status, wrong = 0;
	pid_t child;

	(void)state;
	arena = arena_new(2, result);
	assert_non_null(arena);
	child = fork();
	for (int i = 0; i < draws; i++) {
		uint32_t ticket = arena_ticket(arena);

		wrong |= ticket <= last;
		last = ticket;
	}
	if (!child)
		_exit(wrong);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(wrong, 0);
	assert_int_equal(arena_ticket(arena), 2 * draws + 1);
	arena_free(arena);
}

/* The leader learns of a death, of any kind, and goes home. */
static void death_ends_the_wait(void **state)
{
	(void)state;
	arena = arena_new(2, result);
	assert_non_null(arena);
	if (!start_child(1))
		_exit(0);
	assert_false(gate_wait(arena, &arena->ready, 1));
	assert_int_equal(arena->error, -ECHILD);
	waitpid(arena->child[1], NULL, 0);
	arena_free(arena);
}

static void quitting_sends_sleepers_home(void **state)
{
	int status;
	pid_t child;

	(void)state;
	arena = arena_new(2, result);
	assert_non_null(arena);
	child = fork();
	if (!child)
		_exit(gate_wait(arena, &arena->ready, 1));
	usleep(20000);
	arena_quit(arena);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_to_eight_processes_meet),
		cmocka_unit_test(sleepers_are_woken),
		cmocka_unit_test(tickets_are_never_drawn_twice),
		cmocka_unit_test(death_ends_the_wait),
		cmocka_unit_test(quitting_sends_sleepers_home),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
