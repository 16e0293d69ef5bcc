// SPDX-License-Identifier: GPL-2.0-or-later
/* Children do not outlive their parent, nor what they start them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"

#define PARENTS 50
#define PATIENCE_MS 5000
/* Of what should have been killed. */
#define LIFETIME_S 20

/* Whoever lives holds the other end of the pipe. */
static bool all_are_gone(int end)
{
	struct pollfd closed = { .fd = end };

	return poll(&closed, 1, PATIENCE_MS) == 1 && closed.revents & POLLHUP;
}

/* It may be gone before the child could ask to be told. */
static void parent_dies_at_once(void **state)
{
	int pipes[2];

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	for (int i = 0; i < 2 * PARENTS; i++) {
		pid_t parent = fork();

		if (!parent) {
			pid_t child = i % 2 ? child_fork(SIGKILL) :
					      child_fork_apart();

			if (child)
				_exit(child < 0);
			sleep(LIFETIME_S);
			_exit(0);
		}
		assert_int_equal(child_reap(parent), 0);
	}
	close(pipes[1]);
	assert_true(all_are_gone(pipes[0]));
	close(pipes[0]);
}

/* As a process of User-Mode Linux that its kernel has not run yet. */
static void be_stopped(int told)
{
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	if (write(told, "", 1) != 1)
		_exit(1);
	raise(SIGSTOP);
	_exit(0);
}

static void stopped_grandchild(void **state)
{
	int held[2], told[2];
	pid_t child;
	char byte;

	(void)state;
	assert_int_equal(pipe(held), 0);
	assert_int_equal(pipe(told), 0);
	child = child_fork_apart();
	if (!child) {
		/* A group of its own: no signal to the first one's ends it. */
		if (!fork()) {
			setpgid(0, 0);
			be_stopped(told[1]);
		}
		sleep(LIFETIME_S);
		_exit(0);
	}
	close(held[1]);
	assert_int_equal(read(told[0], &byte, 1), 1);
	assert_int_equal(kill(child, SIGKILL), 0);
	child_reap(child);
	/* Where namespaces are not to be had there is no help. */
	if (geteuid() && !all_are_gone(held[0]))
		skip();
	assert_true(all_are_gone(held[0]));
	close(held[0]);
	close(told[0]);
	close(told[1]);
}

/* As a kernel in User-Mode Linux does when it panics. */
static void aborts_where_it_is_apart(void **state)
{
	pid_t child = child_fork_apart();
	int status;

	(void)state;
	if (!child) {
		kill(getpid(), SIGABRT);
		_exit(0);
	}
	status = child_reap(child);
	if (WIFSIGNALED(status))
		assert_int_equal(WTERMSIG(status), SIGABRT);
	else
		assert_int_equal(WEXITSTATUS(status), 128 + SIGABRT);
}

static void ends_are_told_once(void **state)
{
	pid_t child = child_fork(SIGKILL);

	(void)state;
	if (!child) {
		setsid();
		_exit(7);
	}
	child_await(child);
	assert_true(child_ended(child));
	assert_true(child_ended(child));
	assert_int_equal(WEXITSTATUS(child_reap(child)), 7);
	assert_false(child_ended(child));
	child = child_fork(SIGKILL);
	if (!child)
		for (;;)
			pause();
	assert_false(child_ended(child));
	assert_int_equal(WTERMSIG(child_kill(child)), SIGKILL);
	assert_false(child_ended(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parent_dies_at_once),
		cmocka_unit_test(stopped_grandchild),
		cmocka_unit_test(aborts_where_it_is_apart),
		cmocka_unit_test(ends_are_told_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
