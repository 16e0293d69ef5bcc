// SPDX-License-Identifier: GPL-2.0-or-later
/* Whole tests, performed on a tmpfs, and what can go wrong with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "actor/perform.h"
#include "scratch.h"

#define PARENT "/dev/shm" /* a tmpfs wherever Linux is */

static struct result *result;
static struct perform_options options;
static volatile int stop;

static int setup(void **state)
{
	(void)state;
	result = mmap(NULL, sizeof(*result), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return result == MAP_FAILED ? -1 : 0;
}

static int setup_each(void **state)
{
	(void)state;
	memset(result, 0, sizeof(*result));
	stop = 0;
	options = (struct perform_options){
		.directory = scratch_open(PARENT),
		.seed = 1,
		.rounds = 200,
		.final_every = 16,
		.stop = &stop,
	};
	return options.directory < 0 ? -1 : 0;
}

static int teardown_each(void **state)
{
	int left = scratch_count(options.directory);

	(void)state;
	scratch_close(options.directory);
	return left;
}

static int perform_text(const char *text)
{
	return perform(scratch_test(text), &options, result);
}

static uint64_t counted(void)
{
	uint64_t rounds = result->other_outcomes;

	for (uint32_t i = 0; i < result->outcomes; i++)
		rounds += result->outcome[i].count;
	return rounds;
}

static void expect_one_outcome(const char *text)
{
	assert_int_equal(result->rounds, options.rounds);
	assert_int_equal(result->outcomes, 1);
	assert_string_equal(result_text(result, result->outcome[0].text), text);
	assert_int_equal(result->outcome[0].count, options.rounds);
	assert_int_equal(result->outcome[0].verdict, VERDICT_ALLOWED);
}

static void one_process_has_one_outcome(void **state)
{
	(void)state;
	assert_int_equal(perform_text("test t\nfile f 4 pages\nP0 {\n"
				      "    map m f shared write\n"
				      "    load m[1]\n"
				      "    punch f[1..3)\n"
				      "    load m[1]\n"
				      "    store m[2]\n"
				      "    read f[1..4)\n"
				      "}\nreach P0: 1st load m[1] = old\n"),
			 0);
	expect_one_outcome("P0: m[1]=old; punch=ok; m[1]=zero; store=ok; "
			   "f[1..4)=zero[1..2) P0#4[2..2+8) zero[2+8..3) "
			   "old[3..4); final f=old[0..1) zero[1..2) "
			   "P0#4[2..2+8) zero[2+8..3) old[3..4)");
	assert_int_equal(result->reached, options.rounds);
	assert_int_equal(result->count[0][2].run, options.rounds);
	assert_int_equal(result->count[0][2].failed, 0);
	assert_int_equal(result->final_views[VIEW_MAPPED], options.rounds);
	assert_int_equal(result->final_views[VIEW_READ], options.rounds);
	assert_in_range(result->final_views[VIEW_EVICTED], 200 / 16, 40);
	assert_in_range(result->inside_ns, 1, result->elapsed_ns);
}

static void the_end_of_file_raises_sigbus(void **state)
{
	(void)state;
	assert_int_equal(perform_text("test t\nfile f 4 pages\nP0 {\n"
				      "    map m f shared write\n"
				      "    truncate f 2+512\n"
				      "    load m[2]\n"
				      "    load m[2+1024]\n"
				      "    load m[3]\n"
				      "    store m[3]\n"
				      "    read f[2..4)\n"
				      "}\n"),
			 0);
	expect_one_outcome("P0: truncate=ok; m[2]=old; m[2+1024]=zero; "
			   "m[3]=sigbus; store=sigbus; "
			   "f[2..4)=old[2..2+512) eof[2+512..4); "
			   "final f=old[0..2+512)");
}

/* How many observations of VIEW the kept round has of KIND, and where. */
static int find(enum view view, enum value_kind kind, uint32_t *offset)
{
	int found = 0;

	for (uint32_t i = 0; i < result->history.observations; i++) {
		const struct observation *seen =
			&result->history.observation[i];

		if (seen->view != view || seen->value.kind != kind)
			continue;
		*offset = seen->offset;
		found++;
	}
	return found;
}

static void final_looks_reach_past_the_end(void **state)
{
	const uint32_t page = sysconf(_SC_PAGESIZE);
	const enum view views[] = { VIEW_MAPPED, VIEW_FRESH };
	uint32_t at;

	(void)state;
	options.keep_files = true;
	assert_int_equal(perform_text("test t\nfile f 4 pages\nP0 {\n"
				      "    map m f shared read\n"
				      "    truncate f 1+512\n}\n"),
			 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(find(views[i], VALUE_STAMP, &at), 1);
		assert_int_equal(find(views[i], VALUE_ZERO, &at), 1);
		assert_int_equal(at, page + 512);
		/* Both pages in one. */
		assert_int_equal(find(views[i], VALUE_SIGBUS, &at), 1);
		assert_int_equal(at, 2 * page);
	}
	assert_int_equal(find(VIEW_READ, VALUE_ABSENT, &at), 1);
	assert_int_equal(at, page + 512);
	unlinkat(options.directory, "f", 0);
}

static void other_files_and_shifts_are_named(void **state)
{
	(void)state;
	assert_int_equal(perform_text("test t\nfile f 4 pages\n"
				      "file g 4 pages\nfile h absent\nP0 {\n"
				      "    copy f[0..2) to g[1]\n"
				      "    write h[1]\n"
				      "    read g[0..4)\n"
				      "}\n"),
			 0);
	expect_one_outcome("P0: copy=ok; write=ok; g[0..4)=old[0..1) "
			   "f:old-1 page[1..3) old[3..4); "
			   "final f=old[0..4); final g=old[0..1) "
			   "f:old-1 page[1..3) old[3..4); "
			   "final h=zero[0..1) P0#1[1..2)");
}

static void racing_processes_keep_count(void **state)
{
	(void)state;
	assert_int_equal(perform_text("test t\nfile f 8 pages\nP0 {\n"
				      "    map m f shared read\n"
				      "    load m[3]\n    load m[4]\n}\n"
				      "P1 {\n    punch f[0..8)\n}\n"
				      "P2 thread of P0 {\n    load m[5]\n}\n"
				      "P3 {\n    map n f private write\n"
				      "    store n[1]\n}\n"
				      "P4 thread of P3 {\n    load n[2]\n}\n"),
			 0);
	assert_int_equal(result->rounds, options.rounds);
	assert_int_equal(counted(), options.rounds);
	assert_int_equal(result->forbidden, 0);
	for (uint32_t i = 0; i < result->outcomes; i++)
		assert_non_null(
			strstr(result_text(result, result->outcome[i].text),
			       "punch=ok; P2: "));
	for (int i = 0; i < 5; i++)
		assert_true(result->at[i].pid > 0);
	assert_int_equal(result->at[0].pid, getpid());
}

static void eight_processes_take_part(void **state)
{
	char text[1024] = "test t\nfile f 8 pages\n";

	(void)state;
	options.rounds = 50;
	for (int i = 0; i < 8; i++)
		sprintf(text + strlen(text), "P%d {\n    write f[%d]\n}\n", i,
			i);
	assert_int_equal(perform_text(text), 0);
	assert_int_equal(result->rounds, 50);
	for (uint32_t i = 0; i < result->outcomes; i++)
		assert_non_null(
			strstr(result_text(result, result->outcome[i].text),
			       "final f=P0#0[0..1) P1#0[1..2) "
			       "P2#0[2..3) P3#0[3..4) P4#0[4..5) "
			       "P5#0[5..6) P6#0[6..7) P7#0[7..8)"));
}

static void what_is_lacking_is_named(void **state)
{
	(void)state;
	assert_int_equal(perform_text("test t\nfile f 4 pages\n"
				      "P0 {\n    collapse f[0..1)\n}\n"),
			 -EOPNOTSUPP);
	assert_string_equal(result->reason,
			    "lacks collapse f[0] (Operation not supported)");
}

static void what_is_refused_is_named(void **state)
{
	(void)state;
	/* Through a private mapping no hole can be punched. */
	assert_int_equal(perform_text("test t\nfile f 4 pages\nP0 {\n"
				      "    map m f private write\n"
				      "    madvise m remove\n}\n"),
			 -EOPNOTSUPP);
	assert_string_equal(result->reason,
			    "refuses madvise m remove (Permission denied)");
	assert_int_equal(result->rounds, 16);
	assert_int_equal(result->count[0][1].failed, 16);
	assert_int_equal(result->count[0][1].error, EACCES);
}

static void the_filesystem_is_not_ours(void **state)
{
	(void)state;
	assert_int_equal(perform_text("test t\nfile f 4 pages\n"
				      "P0 {\n    freeze f\n    thaw f\n}\n"),
			 -EOPNOTSUPP);
	assert_string_equal(result->reason,
			    "needs a filesystem of its own: freeze");
}

#define RACE                                               \
	"test t\nfile f 4 pages\nP0 {\n    read f[1]\n}\n" \
	"P1 {\n    write f[1]\n}\nP2 thread of P0 {\n    read f[2]\n}\n"

/* Wait until rounds go by; then send SIGNAL to the process. */
static void kill_when_running(volatile int32_t *pid, int signal)
{
	for (int i = 0; i < 10000 && result->progress < 20; i++)
		usleep(1000);
	assert_true(result->progress >= 20);
	kill(*pid, signal);
}

static void a_killed_child_ends_the_test(void **state)
{
	int status;
	pid_t runner = fork();

	(void)state;
	options.rounds = 0;
	if (!runner)
		_exit(perform_text(RACE) == -ECHILD ? 0 : 1);
	kill_when_running(&result->at[1].pid, SIGKILL);
	assert_int_equal(waitpid(runner, &status, 0), runner);
	assert_int_equal(status, 0);
	assert_string_equal(result->reason,
			    "P1 was killed by signal 9 (Killed)");
	assert_int_equal(kill(result->at[1].pid, 0), -1);
}

static void children_die_with_the_leader(void **state)
{
	pid_t runner, ended = 0;
	int status = 0;

	(void)state;
	options.rounds = 0;
	/* The orphan becomes ours: only so is its end seen for certain. */
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	runner = fork();
	if (!runner)
		_exit(perform_text(RACE));
	kill_when_running(&result->at[0].pid, SIGKILL);
	waitpid(runner, NULL, 0);
	for (int i = 0; i < 20000 && !ended; i++) {
		usleep(1000);
		ended = waitpid(result->at[1].pid, &status, WNOHANG);
	}
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	/* It must not outlive this test either. */
	if (!ended)
		kill(result->at[1].pid, SIGKILL);
	assert_int_equal(ended, result->at[1].pid);
	assert_true(WIFSIGNALED(status));
	/* What is left is the killed round's. */
	unlinkat(options.directory, "f", 0);
}

static void on_alarm(int signal)
{
	(void)signal;
	stop = 1;
}

static void stops_when_told(void **state)
{
	(void)state;
	options.rounds = 0;
	signal(SIGALRM, on_alarm);
	alarm(1);
	assert_int_equal(perform_text(RACE), 0);
	assert_int_equal(counted(), result->rounds);
	assert_true(result->rounds > 0);
}

static void trouble_is_told(const char *path, int error, const char *what)
{
	scratch_close(options.directory);
	options.directory = open(path, O_RDONLY | O_DIRECTORY);
	assert_true(options.directory >= 0);
	assert_int_equal(perform_text("test t\nfile big 64 pages\n"
				      "P0 {\n    fsync big\n}\n"),
			 error);
	assert_string_equal(result->reason, what);
	assert_int_equal(result->rounds, 0);
}

static void a_full_disk_is_told(void **state)
{
	(void)state;
	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", "/mnt", "tmpfs", 0, "size=64k"))
		skip(); /* only root can have a small disk */
	trouble_is_told("/mnt", -ENOSPC,
			"cannot set up file big in /mnt: write: "
			"No space left on device");
	assert_int_equal(scratch_count(options.directory), 0);
	mount(NULL, "/mnt", NULL, MS_REMOUNT | MS_RDONLY, NULL);
	trouble_is_told("/mnt", -EROFS,
			"cannot set up file big in /mnt: create: "
			"Read-only file system");
	close(options.directory);
	umount("/mnt");
	options.directory = scratch_open(PARENT);
}

/* In place of libc's: fails if told to. */
static bool no_signal_stack;

int sigaltstack(const stack_t *new, stack_t *old)
{
	if (!no_signal_stack)
		return syscall(SYS_sigaltstack, new, old);
	errno = ENOMEM;
	return -1;
}

static void a_lack_of_signal_stacks_is_told(void **state)
{
	struct sigaction before, after;

	(void)state;
	sigaction(SIGBUS, NULL, &before);
	no_signal_stack = true;
	assert_int_equal(perform_text(RACE), -ENOMEM);
	no_signal_stack = false;
	assert_string_equal(result->reason, "cannot start the processes: "
					    "Cannot allocate memory");
	assert_true(fcntl(0, F_GETFD) >= 0);
	sigaction(SIGBUS, NULL, &after);
	assert_ptr_equal(before.sa_handler, after.sa_handler);
}

/* The same files, looked at as a new mount would show them. */
static void another_look_agrees(void **state)
{
	const struct test *test;
	int fd;

	(void)state;
	options.keep_files = true;
	assert_int_equal(perform_text("test t\nfile f 4 pages\nP0 {\n"
				      "    punch f[1..3)\n}\n"),
			 0);
	assert_int_equal(scratch_count(options.directory), 1);
	test = scratch_test("test t\nfile f 4 pages\nP0 {\n"
			    "    punch f[1..3)\n}\n");
	assert_int_equal(perform_remounted(test, options.directory, true,
					   result),
			 0);
	assert_int_equal(result->final_views[VIEW_REMOUNTED], 1);
	assert_int_equal(result->forbidden, 0);

	/* Now as a filesystem that forgot the punch would. */
	fd = openat(options.directory, "f", O_WRONLY);
	assert_int_equal(pwrite(fd, "forgotten", 8, sysconf(_SC_PAGESIZE)), 8);
	close(fd);
	assert_int_equal(perform_remounted(test, options.directory, true,
					   result),
			 0);
	assert_int_equal(result->forbidden, 1);
	assert_int_equal(counted(), result->rounds);
	assert_non_null(strstr(result_text(result, result->outcome[1].text),
			       "; final remounted f=old[0..1) garbage("));
	unlinkat(options.directory, "f", 0);
}

#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, setup_each, teardown_each)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(one_process_has_one_outcome),
		CASE(the_end_of_file_raises_sigbus),
		CASE(final_looks_reach_past_the_end),
		CASE(other_files_and_shifts_are_named),
		CASE(racing_processes_keep_count),
		CASE(eight_processes_take_part),
		CASE(what_is_lacking_is_named),
		CASE(what_is_refused_is_named),
		CASE(the_filesystem_is_not_ours),
		CASE(a_killed_child_ends_the_test),
		CASE(children_die_with_the_leader),
		CASE(stops_when_told),
		CASE(a_full_disk_is_told),
		CASE(a_lack_of_signal_stacks_is_told),
		CASE(another_look_agrees),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
