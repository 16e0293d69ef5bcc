// SPDX-License-Identifier: GPL-2.0-or-later
/* The supervisor: whatever a runner does, it ends, and is told truly. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/budget.h"
#include "base/child.h"
#include "fs/fs.h"
#include "backend/image.h"
#include "backend/keeper.h"
#include "backend/mount.h"
#include "backend/supervise.h"
#include "litmus/parse.h"

#define SECOND 1000000000ull

static const char text[] = "test hangs\n"
			   "file f 4 pages written\n"
			   "P0 {\n"
			   "	fsync f\n"
			   "}\n"
			   "P1 {\n"
			   "	punch f[0..2)\n"
			   "}\n";

static struct test test;
static struct result result;
static struct supervised supervised;
static struct keeper keeper;
static volatile int stop;
static unsigned int ticks;
static uint64_t budget_ns;
static pid_t sleeper;

static int load(void **state)
{
	struct diagnostic diagnostic;

	(void)state;
	return test_parse(text, strlen(text), "text", &test, &diagnostic);
}

static int start(void **state)
{
	struct keeper_duty duty = { -1, -1 };

	(void)state;
	stop = 0;
	ticks = 0;
	budget_ns = 0;
	sleeper = 0;
	memset(&result, 0, sizeof(result));
	for (int p = 0; p < TEST_MAX_PROCESSES; p++)
		result.at[p].operation = -1;
	return keeper_start(&keeper, &duty);
}

static int end(void **state)
{
	(void)state;
	return keeper_end(&keeper);
}

static void wake_sleeper(void *context, const struct test *which,
			 const struct result *so_far, double share)
{
	(void)context;
	(void)share;
	assert_ptr_equal(which, &test);
	ticks++;
	sleeper = so_far->at[1].pid;
	/* Again, should it have stopped only now. */
	if (ticks >= 5 && sleeper)
		kill(sleeper, SIGCONT);
}

static void run(int (*body)(void *, int, struct result *, const volatile int *),
		int directory, int thaw)
{
	const struct run_options options = {
		.timeout_ns = SECOND * 4 / 5,
		.budget_ns = budget_ns,
		.stop = &stop,
		.tick = wake_sleeper,
	};
	const struct supervision supervision = {
		.test = &test,
		.options = &options,
		.keeper = &keeper,
		.comm = "fsl.test",
		.directory = directory,
		.thaw = thaw,
		.body = body,
	};

	assert_int_equal(supervise(&supervision, &result, &supervised), 0);
	assert_false(supervised.stuck);
	/* Whoever was ours is gone and reaped. */
	errno = 0;
	pid_t left = waitpid(-1, NULL, WNOHANG);
	assert_true(left == 0 || (left < 0 && errno == ECHILD));
}

#define BODY(name)                                                        \
	static int name(void *context, int directory, struct result *out, \
			const volatile int *quit)

/* In place of libc's: fails once with this, if it is not 0. */
static int pidfd_error;

int pidfd_open(pid_t pid, unsigned int flags)
{
	errno = pidfd_error;
	pidfd_error = 0;
	return errno ? -1 : syscall(SYS_pidfd_open, pid, flags);
}

BODY(well)
{
	(void)context;
	(void)directory;
	(void)quit;
	out->rounds = 5;
	return -EOPNOTSUPP;
}

static void ends_well(void **state)
{
	(void)state;
	run(well, -1, -1);
	assert_int_equal(supervised.ending, ENDED_WELL);
	assert_int_equal(supervised.error, -EOPNOTSUPP);
	assert_int_equal(result.rounds, 5);
}

BODY(crash)
{
	(void)context;
	(void)directory;
	(void)quit;
	out->rounds = 7;
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
	return 0;
}

static void crashes(void **state)
{
	(void)state;
	run(crash, -1, -1);
	assert_int_equal(supervised.ending, ENDED_BADLY);
	assert_int_equal(result.rounds, 7);
	assert_non_null(strstr(result.reason, "signal 11"));
}

/* Children that ignore everything but SIGKILL, and children of them. */
BODY(leave_children)
{
	(void)context;
	(void)directory;
	(void)quit;
	(void)out;
	for (int i = 0; i < 5; i++)
		if (!fork()) {
			signal(SIGTERM, SIG_IGN);
			if (!fork())
				sleep(1000);
			sleep(1000);
		}
	return 0;
}

static void leaves_children(void **state)
{
	(void)state;
	run(leave_children, -1, -1);
	assert_int_equal(supervised.ending, ENDED_WELL);
}

BODY(sleep_in_operation)
{
	(void)context;
	(void)directory;
	(void)quit;
	out->at[1].pid = getpid();
	out->at[1].operation = 0;
	for (;;)
		pause();
	return 0;
}

static void hangs_in_operation(void **state)
{
	(void)state;
	run(sleep_in_operation, -1, -1);
	assert_int_equal(supervised.ending, ENDED_HANGING);
	assert_int_equal(result.verdict.kind, VERDICT_FORBIDDEN);
	assert_int_equal(result.verdict.promise, PROMISE_C7);
	assert_int_equal(result.verdict.victim_process, 1);
	assert_int_equal(result.verdict.victim_operation, 0);
	assert_int_equal(result.broken[PROMISE_C7], 1);
	assert_non_null(strstr(result.reason, "P1: punch f[0..2) has not "
					      "returned"));
	assert_true(ticks >= 1);
}

BODY(spin_in_operation)
{
	(void)context;
	(void)directory;
	(void)quit;
	out->at[1].pid = getpid();
	out->at[1].operation = 0;
	while (!*quit)
		;
	return 0;
}

static void spins_in_operation(void **state)
{
	(void)state;
	run(spin_in_operation, -1, -1);
	assert_int_equal(supervised.ending, ENDED_HANGING);
}

/* Slow is not hanging: rounds end, each within the timeout. */
BODY(slow)
{
	(void)context;
	(void)directory;
	(void)quit;
	out->at[1].pid = getpid();
	out->at[1].operation = 0;
	for (int i = 0; i < 5; i++) {
		sleep_ms(300);
		out->progress++;
	}
	return 0;
}

static void is_slow(void **state)
{
	(void)state;
	run(slow, -1, -1);
	assert_int_equal(supervised.ending, ENDED_WELL);
}

BODY(stopped_by_somebody)
{
	(void)context;
	(void)directory;
	(void)quit;
	out->at[1].pid = getpid();
	out->at[1].operation = 0;
	raise(SIGSTOP);
	sleep_ms(100);
	return 0;
}

/* The tick wakes it after a second, more than the timeout: it may sleep on. */
static void was_stopped(void **state)
{
	(void)state;
	run(stopped_by_somebody, -1, -1);
	assert_int_equal(supervised.ending, ENDED_WELL);
	assert_true(ticks >= 5);
}

/* Woken after more time than its budget, by the clock. */
BODY(stopped_before_its_rounds)
{
	(void)context;
	(void)directory;
	out->at[1].pid = getpid();
	raise(SIGSTOP);
	for (int i = 0; i < 200 && !*quit; i++)
		out->rounds++;
	return 0;
}

static void being_stopped_costs_nothing(void **state)
{
	(void)state;
	budget_ns = SECOND / 2;
	run(stopped_before_its_rounds, -1, -1);
	assert_int_equal(supervised.ending, ENDED_WELL);
	assert_int_equal(result.rounds, 200);
}

/* Two processes, of which only the sum of their time spends the budget. */
BODY(spend)
{
	pid_t child = fork();

	(void)context;
	(void)directory;
	out->rounds = 1000;
	if (!child)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (!*quit)
		;
	if (!child)
		_exit(0);
	return 0;
}

static void processor_time_is_spent(void **state)
{
	uint64_t begun = clock_ns();

	(void)state;
	budget_ns = SECOND / 4;
	run(spend, -1, -1);
	assert_int_equal(supervised.ending, ENDED_WELL);
	assert_true(result.cpu_ns >= budget_ns * 9 / 10 ||
		    clock_ns() - begun >= BUDGET_CAP * budget_ns);
}

BODY(wait_for_fellows)
{
	static int never;

	(void)context;
	(void)directory;
	(void)quit;
	(void)out;
	while (!*quit)
		syscall(SYS_futex, &never, 0 /* FUTEX_WAIT */, 0, NULL);
	return 0;
}

/* Nobody is in a call: that is our fault and no broken promise. */
static void waits_for_fellows(void **state)
{
	(void)state;
	run(wait_for_fellows, -1, -1);
	assert_int_equal(supervised.ending, ENDED_BADLY);
	assert_int_equal(result.forbidden, 0);
	assert_non_null(strstr(result.reason, "a fault of fslitmus"));
}

BODY(obey_stop)
{
	(void)context;
	(void)directory;
	while (!*quit)
		sleep_ms(10);
	out->rounds = 3;
	return 0;
}

BODY(ignore_stop)
{
	(void)context;
	(void)directory;
	(void)quit;
	for (;;) {
		out->progress++;
		out->rounds++;
		sleep_ms(10);
	}
	return 0;
}

static void is_stopped(void **state)
{
	uint64_t begun = clock_ns();

	(void)state;
	stop = 1;
	run(ignore_stop, -1, -1);
	assert_int_equal(supervised.ending, ENDED_STOPPED);
	assert_in_range(clock_ns() - begun, 2 * SECOND, 20 * SECOND);
	assert_true(result.rounds > 0);
}

static void stops_by_itself(void **state)
{
	(void)state;
	stop = 1;
	run(obey_stop, -1, -1);
	assert_int_equal(supervised.ending, ENDED_WELL);
	assert_int_equal(result.rounds, 3);
}

BODY(write_while_frozen)
{
	int file = openat(directory, "f", O_RDWR | O_CREAT, 0600);

	(void)context;
	(void)quit;
	if (file < 0 || ioctl(directory, FIFREEZE, 0))
		return -errno;
	out->at[0].pid = getpid();
	out->at[0].operation = 0;
	if (write(file, "x", 1) != 1)
		return -errno;
	return 0;
}

/* What went wrong with the runner is told as it was, and it is gone. */
static void cannot_be_watched(void **state)
{
	const struct run_options options = { .timeout_ns = SECOND };
	const struct supervision supervision = {
		.test = &test,
		.options = &options,
		.keeper = &keeper,
		.comm = "fsl.test",
		.directory = -1,
		.thaw = -1,
		.body = well,
	};

	(void)state;
	pidfd_error = ENOSYS;
	assert_int_equal(supervise(&supervision, &result, &supervised),
			 -ENOSYS);
	assert_int_equal(waitpid(-1, NULL, WNOHANG | __WALL), 0);
}

/* A process that no signal reaches, until the filesystem thaws. */
static void hangs_frozen(void **state)
{
	const struct fs_config *fs = fs_config_find("ext4");
	struct image image;
	char reason[512] = "";
	int mount, root;

	(void)state;
	if (geteuid())
		skip();
	if (image_new(&image, fs->type->loop_bytes, NULL, reason,
		      sizeof(reason)) ||
	    image_mkfs(&image, fs, NULL, reason, sizeof(reason)))
		fail_msg("%s", reason);
	root = mount_detached("ext4", image.path, NULL, NULL, &mount, reason,
			      sizeof(reason));
	if (root < 0)
		fail_msg("%s", reason);
	run(write_while_frozen, root, root);
	assert_int_equal(supervised.ending, ENDED_HANGING);
	assert_non_null(strstr(result.reason, "in state D"));
	close(root);
	close(mount);
	assert_int_equal(image_settle(&image, 20000), 0);
	assert_int_equal(image_fsck(&image, fs, reason, sizeof(reason)), 0);
	image_free(&image);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(ends_well),
		TEST(crashes),
		TEST(leaves_children),
		TEST(hangs_in_operation),
		TEST(spins_in_operation),
		TEST(is_slow),
		TEST(was_stopped),
		TEST(being_stopped_costs_nothing),
		TEST(processor_time_is_spent),
		TEST(waits_for_fellows),
		TEST(is_stopped),
		TEST(stops_by_itself),
		TEST(cannot_be_watched),
		TEST(hangs_frozen),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
