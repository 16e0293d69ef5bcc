// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whole tests as a guest conducts them: each is performed by lists, and again
 * call by call without a conductor, and comes to the same.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "actor/merge.h"
#include "actor/perform.h"
#include "actor/scratch.h"
#include "guest/conduct.h"
#include "guest/kernel.h"

#define ROUNDS 20

static uint64_t rounds;
static struct result *result, *live;
static struct guest_task task;
static struct guest_reply *reply;
static struct conduct conduct;
static volatile int stop;
static int directory, null;

static int set_up(void **state)
{
	(void)state;
	result = mmap(NULL, 2 * sizeof(*result), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	reply = calloc(1, sizeof(*reply));
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (result == MAP_FAILED || !reply || null < 0)
		return -1;
	live = result + 1;
	return 0;
}

static int set_up_each(void **state)
{
	const char *where;

	(void)state;
	kernel_begin();
	rounds = ROUNDS;
	directory = scratch_open("/dev/shm");
	task = (struct guest_task){ .count = ROUNDS,
				    .final_every = 16,
				    .singly_from = GUEST_NEVER };
	memset(&conduct, 0, sizeof(conduct));
	memset(reply, 0, sizeof(*reply));
	conduct.task = &task;
	conduct.reply = reply;
	conduct.status = conduct.hashes = null;
	return directory < 0 || search_new("none", 1, &conduct.search, &where) ?
		       -1 :
		       0;
}

static int tear_down_each(void **state)
{
	(void)state;
	search_free(conduct.search);
	scratch_close(directory);
	kernel_end();
	return 0;
}

/* Performs TEXT by lists; returns what perform() does. */
static int perform_listed(const char *text)
{
	const struct test *test = scratch_test(text);
	const struct conductor conductor = conduct_with(&conduct, test);
	const struct perform_options options = {
		.directory = directory,
		.sound_disk = true,
		.seed = 1,
		.rounds = rounds,
		.final_every = task.final_every,
		.stop = &stop,
		.conductor = &conductor,
	};
	int ret;

	conduct.rounds = 0;
	result_clear(result, 1);
	ret = perform(test, &options, result);
	conduct_end(&conduct);
	return ret;
}

static int perform_live(const char *text)
{
	const struct perform_options options = {
		.directory = directory,
		.sound_disk = true,
		.seed = 1,
		.rounds = ROUNDS,
		.final_every = 16,
		.stop = &stop,
	};

	result_clear(live, 1);
	return perform(scratch_test(text), &options, live);
}

static const char *first_text(const struct result *of)
{
	return result_text(of, of->outcome[0].text);
}

/* Whether operations overlapped makes two lines of one outcome. */
static void expect_text(const struct result *of, const char *text)
{
	assert_int_equal(of->rounds, ROUNDS);
	for (uint32_t i = 0; i < of->outcomes; i++) {
		assert_string_equal(result_text(of, of->outcome[i].text), text);
		assert_int_equal(of->outcome[i].verdict, VERDICT_ALLOWED);
	}
}

/* TEXT has one outcome, the same by lists and live. */
static void compare(const char *text)
{
	assert_int_equal(perform_listed(text), 0);
	assert_int_equal(perform_live(text), 0);
	expect_text(result, first_text(live));
	expect_text(live, first_text(live));
	assert_int_equal(result->lost_observations, 0);
	/* Every round was looked at in every way. */
	for (int i = VIEW_MAPPED; i <= VIEW_READ; i++)
		assert_int_equal(result->final_views[i], live->final_views[i]);
	assert_false(kernel_surprised());
	assert_int_equal(scratch_count(directory), 0);
}

static void one_process(void **state)
{
	(void)state;
	compare("test t\nfile f 4 pages\nfile g 3 pages hole\nP0 {\n"
		"    map m f shared write\n    start\n    load m[1]\n"
		"    punch f[1..3)\n    store m[2]\n    read f[0..4)\n"
		"    write g[1]\n}\n");
	assert_true(conduct.may_be_whole);
}

/* More pages than a list has entries, some of them gone. */
static void large_files(void **state)
{
	(void)state;
	compare("test t\nfile f 1100 pages\nP0 {\n    map m f shared read\n"
		"    start\n    load m[3]\n    punch f[8..500)\n"
		"    truncate f 1090+512\n}\n");
	assert_true(conduct.listed);
	assert_false(conduct.may_be_whole);
	assert_int_equal(kernel_left, 0);
}

static unsigned int lists_of(const char *text, uint64_t count)
{
	rounds = count;
	kernel_lists = 0;
	assert_int_equal(perform_listed(text), 0);
	return kernel_lists;
}

/* From the third round on, all of a round is one list. */
static void expect_one_list(const char *text)
{
	unsigned int short_run;

	task.final_every = 0;
	short_run = lists_of(text, 5);
	assert_int_equal(lists_of(text, 15) - short_run, 10);
}

static void a_round_is_one_list(void **state)
{
	(void)state;
	expect_one_list("test t\nfile f 4 pages\nP0 {\n"
			"    map m f shared write\n    start\n"
			"    load m[1]\n    punch f[1..3)\n}\n");
}

/* What they need is opened before. */
static void with_direct_operations_too(void **state)
{
	int fd = openat(directory, "g", O_RDWR | O_CREAT | O_DIRECT, 0600);

	(void)state;
	unlinkat(directory, "g", 0);
	if (fd < 0)
		skip(); /* tmpfs has it from 6.6 on */
	close(fd);
	expect_one_list("test t\nfile f 4 pages\nfile g 2 pages\nP0 {\n"
			"    direct-write f[1..3)\n"
			"    direct-read g[0..2)\n}\n");
	assert_true(conduct.may_be_whole);
}

static void pages_that_raise_signals(void **state)
{
	(void)state;
	compare("test t\nfile f 4 pages\nP0 {\n    map m f shared write\n"
		"    start\n    truncate f 1+512\n    load m[0..4)\n"
		"    store m[3]\n}\n");
	assert_non_null(strstr(first_text(result), "sigbus"));
}

static void mappings_that_come_and_go(void **state)
{
	(void)state;
	compare("test t\nfile f 4 pages\nP0 {\n    map m f shared write\n"
		"    start\n    mremap m\n    store m[1]\n"
		"    mprotect m none\n    load m[1..3)\n    munmap m\n}\n");
	assert_non_null(strstr(first_text(result), "sigsegv"));
	assert_false(conduct.listed);
}

static void calls_that_take_several(void **state)
{
	(void)state;
	compare("test t\nfile f 24 pages\nfile g 4 pages\nfile h absent\n"
		"P0 {\n    sendfile f[0..24)\n    splice f[1..20)\n"
		"    copy f[0..2) to g[1]\n    write h[1]\n    read h[0..3)\n"
		"    truncate-open g\n    read g[0..1)\n}\n");
	assert_false(conduct.listed);
}

/* What a call names lies in a buffer of the operation's own. */
static void structures_in_buffers(void **state)
{
	(void)state;
	compare("test t\nfile f 4 pages\nP0 {\n    write f[0..2) dsync\n"
		"    write f[4..5+512) append dsync\n    write f[3]\n"
		"    read f[0..6)\n}\n");
	assert_true(conduct.may_be_whole);
}

static void two_processes(void **state)
{
	(void)state;
	compare("test t\nfile f 8 pages\nP0 {\n    map m f shared read\n"
		"    start\n    load m[5]\n}\n"
		"P1 {\n    map n f private write\n    start\n    store n[1]\n"
		"    write f[0..2)\n}\n");
	assert_true(conduct.may_be_whole);
}

static void threads(void **state)
{
	(void)state;
	compare("test t\nfile f 8 pages\nP0 {\n    map m f shared write\n"
		"    start\n    load m[5]\n}\n"
		"P1 thread of P0 {\n    store m[1]\n    fsync f\n}\n");
	assert_true(conduct.listed);
	assert_false(conduct.may_be_whole);
	assert_int_equal(kernel_left, 0);
}

#define SYNCED                                                               \
	"test t\nfile f 2 pages\nP0 {\n    map m f shared read\n    start\n" \
	"    load m[0]\n}\n"

/* A call that fails, though it never did, ends the guest. */
static void a_surprise_ends_the_guest(void **state)
{
	int status;
	pid_t guest = fork();

	(void)state;
	if (!guest) {
		kernel_inject(SYS_fsync, 5, -EIO);
		perform_listed(SYNCED);
		_exit(0);
	}
	assert_int_equal(waitpid(guest, &status, 0), guest);
	assert_int_equal(WEXITSTATUS(status), KERNEL_FAILED);
	assert_true(kernel_surprised());
	unlinkat(directory, "f", 0);
}

/* Call by call from there on, it is judged. */
static void singly_it_is_judged(void **state)
{
	(void)state;
	task.singly_from = 3;
	/* The look after eviction calls it too, in the first rounds. */
	kernel_inject(SYS_fsync, 6, -EIO);
	assert_int_equal(perform_listed(SYNCED), 0);
	assert_false(kernel_surprised());
	assert_int_equal(result->forbidden, 1);
	assert_int_equal(result->broken[PROMISE_C6], 1);
}

#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, set_up_each, tear_down_each)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(one_process),
		CASE(large_files),
		CASE(a_round_is_one_list),
		CASE(with_direct_operations_too),
		CASE(pages_that_raise_signals),
		CASE(mappings_that_come_and_go),
		CASE(calls_that_take_several),
		CASE(structures_in_buffers),
		CASE(two_processes),
		CASE(threads),
		CASE(a_surprise_ends_the_guest),
		CASE(singly_it_is_judged),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
