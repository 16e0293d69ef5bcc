// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory accesses that fault: told what happened, and still there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "actor/access.h"
#include "actor/actor.h"

static size_t page;
static char *map;	 /* three pages of a file of one and a half */
static uint64_t *memory; /* ordinary, as much */

static int setup(void **state)
{
	int fd = memfd_create("access", 0);

	(void)state;
	page = sysconf(_SC_PAGESIZE);
	memory = aligned_alloc(page, 3 * page);
	if (fd < 0 || ftruncate(fd, page + page / 2) || !memory)
		return -1;
	map = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return map == MAP_FAILED ? -1 : 0;
}

static int teardown(void **state)
{
	(void)state;
	munmap(map, 3 * page);
	free(memory);
	return 0;
}

/* cmocka takes the signals for itself before each test. */
static void begin(void)
{
	assert_int_equal(access_install(), 0);
}

static void copies_all(void **state)
{
	uint64_t done = 0;

	(void)state;
	begin();
	for (size_t i = 0; i < 2 * page / 8; i++)
		memory[i] = i * 3;
	assert_int_equal(actor_copy(map, memory, 2 * page, &done), 0);
	assert_int_equal(done, 2 * page);
	memset(memory, 0, 2 * page);
	assert_int_equal(actor_copy(memory, map, 2 * page, &done), 0);
	assert_true(memory[5] == 15);
	access_release();
}

static void load_stops_at_the_end_of_file(void **state)
{
	uint64_t done = 0;

	(void)state;
	begin();
	assert_int_equal(actor_copy(memory, map, 3 * page, &done), SIGBUS);
	assert_int_equal(done, 2 * page);
	assert_int_equal(actor_copy(memory, map + 2 * page, 8, &done), SIGBUS);
	assert_int_equal(done, 0);
	access_release();
}

static void store_stops_at_the_end_of_file(void **state)
{
	uint64_t done = 0;

	(void)state;
	begin();
	assert_int_equal(actor_copy(map + page + 8, memory, 2 * page - 8,
				    &done),
			 SIGBUS);
	assert_int_equal(done, page - 8);
	access_release();
}

static void closed_memory_raises_sigsegv(void **state)
{
	uint64_t done = 0;

	(void)state;
	begin();
	mprotect(map, page, PROT_READ);
	assert_int_equal(actor_copy(map, memory, 8, &done), SIGSEGV);
	assert_int_equal(actor_copy(memory, map, 8, &done), 0);
	mprotect(map, page, PROT_NONE);
	assert_int_equal(actor_copy(memory, map, 8, &done), SIGSEGV);
	mprotect(map, page, PROT_READ | PROT_WRITE);
	access_release();
}

/* Each thread comes back to where it was, with what it had done. */
static void *fault_often(void *argument)
{
	size_t from = *(size_t *)argument;
	uint64_t *own = aligned_alloc(page, 3 * page);
	intptr_t wrong = 0;

	if (!own || access_enter_thread())
		return (void *)1;
	for (int i = 0; i < 2000; i++) {
		uint64_t done = 0;

		wrong += actor_copy(own, map + from, 3 * page - from, &done) !=
			 SIGBUS;
		wrong += done != 2 * page - from;
	}
	access_leave_thread();
	free(own);
	return (void *)wrong;
}

static void threads_fault_at_once(void **state)
{
	pthread_t threads[4];
	size_t from[4];

	(void)state;
	begin();
	for (int i = 0; i < 4; i++) {
		from[i] = i * 64;
		assert_int_equal(pthread_create(&threads[i], NULL, fault_often,
						&from[i]),
				 0);
	}
	for (int i = 0; i < 4; i++) {
		void *wrong;

		pthread_join(threads[i], &wrong);
		assert_null(wrong);
	}
	access_release();
}

/* A mistake of our own is not swallowed. */
static void other_faults_kill(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (!child) {
		signal(SIGBUS, SIG_DFL);
		if (access_install())
			_exit(1);
		*(volatile char *)(map + 2 * page) = 1;
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_all),
		cmocka_unit_test(load_stops_at_the_end_of_file),
		cmocka_unit_test(store_stops_at_the_end_of_file),
		cmocka_unit_test(closed_memory_raises_sigsegv),
		cmocka_unit_test(threads_fault_at_once),
		cmocka_unit_test(other_faults_kill),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
