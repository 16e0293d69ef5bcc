// SPDX-License-Identifier: GPL-2.0-or-later
/* Scratch directories: what is removed, and what never is. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/scratch.h"

#define PREFIX "fslitmus-t-"
#define STRANGER 65534
#define VICTIMS 100
#define SWAPPED 400

static char place[] = "/tmp/fslitmus-test-XXXXXX";
static int parent;

static int open_place(void **state)
{
	(void)state;
	if (!mkdtemp(place) || chmod(place, 01777))
		return -1;
	parent = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return parent < 0 ? -1 : 0;
}

static int close_place(void **state)
{
	(void)state;
	close(parent);
	return rmdir(place);
}

static void need_root(void)
{
	if (geteuid())
		skip();
}

static bool is_there(int directory, const char *name)
{
	struct stat status;

	return !fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW);
}

static void make_file(int directory, const char *name)
{
	int fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL, 0644);

	assert_true(fd >= 0);
	close(fd);
}

/* A directory with files 0 to COUNT, open. */
static int make_files(int directory, const char *name, int count)
{
	char file[16];
	int fd;

	assert_int_equal(mkdirat(directory, name, 0755), 0);
	fd = openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(fd >= 0);
	for (int i = 0; i < count; i++) {
		snprintf(file, sizeof(file), "%d", i);
		make_file(fd, file);
	}
	return fd;
}

/* Its files must stay. */
static int make_victim(const char *name)
{
	return make_files(parent, name, VICTIMS);
}

static void check_victim(int fd, const char *name)
{
	char file[16];

	for (int i = 0; i < VICTIMS; i++) {
		snprintf(file, sizeof(file), "%d", i);
		assert_true(is_there(fd, file));
	}
	assert_int_equal(scratch_remove(parent, name, fd), 0);
	assert_false(is_there(parent, name));
	close(fd);
}

static void makes_and_removes(void **state)
{
	char name[SCRATCH_NAME_SIZE];
	struct stat status;
	int fd = scratch_make(parent, PREFIX, name);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0700);
	assert_int_equal(mkdirat(fd, "a", 0700), 0);
	assert_int_equal(mkdirat(fd, "a/b", 0700), 0);
	make_file(fd, "a/b/c");
	assert_int_equal(symlinkat("/etc", fd, "a/link"), 0);
	assert_int_equal(scratch_remove(parent, name, fd), 0);
	assert_false(is_there(parent, name));
	/* What is gone is no error. */
	assert_int_equal(scratch_remove(parent, name, fd), 0);
	assert_int_equal(scratch_discard(parent, name), 0);
	close(fd);
}

static void sweeps_only_the_abandoned(void **state)
{
	char used[SCRATCH_NAME_SIZE], left[SCRATCH_NAME_SIZE];
	int held = scratch_make(parent, PREFIX, used);
	int other = scratch_make(parent, PREFIX, left);

	(void)state;
	assert_true(held >= 0 && other >= 0);
	make_file(other, "file");
	close(other);
	assert_int_equal(mkdirat(parent, PREFIX "1", 0700), 0);
	assert_int_equal(mkdirat(parent, PREFIX "1-00000000abcdef", 0700), 0);
	scratch_sweep(parent, PREFIX);
	assert_true(is_there(parent, used));
	assert_false(is_there(parent, left));
	/* Not one of ours, and one of another boot. */
	assert_int_equal(unlinkat(parent, PREFIX "1", AT_REMOVEDIR), 0);
	assert_int_equal(unlinkat(parent, PREFIX "1-00000000abcdef",
				  AT_REMOVEDIR),
			 0);
	assert_int_equal(scratch_discard(parent, used), -EBUSY);
	close(held);
	scratch_sweep(parent, PREFIX);
	assert_false(is_there(parent, used));
}

/* One that is never opened again may be left by any command. */
static void opening_sweeps_the_others_too(void **state)
{
	char used[SCRATCH_NAME_SIZE], left[SCRATCH_NAME_SIZE];
	int held = scratch_make(parent, "fslitmus-gdb-", used);
	int other = scratch_make(parent, "fslitmus-gdb-", left);
	struct scratch scratch;

	(void)state;
	assert_true(held >= 0 && other >= 0);
	close(other);
	assert_int_equal(mkdirat(parent, "fslitmus-kept-abcdef", 0700), 0);
	assert_int_equal(scratch_open(&scratch, place, "fslitmus-guest-"), 0);
	assert_true(is_there(parent, used));
	assert_true(is_there(parent, scratch.name));
	assert_false(is_there(parent, left));
	assert_int_equal(unlinkat(parent, "fslitmus-kept-abcdef", AT_REMOVEDIR),
			 0);
	scratch_close(&scratch);
	close(held);
	scratch_sweep(parent, "fslitmus-");
	assert_false(is_there(parent, used));
}

static void child_holds_it_too(void **state)
{
	char name[SCRATCH_NAME_SIZE];
	int held = scratch_make(parent, PREFIX, name);
	int pipes[2];
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	if (!pid) {
		close(pipes[1]);
		_exit(read(pipes[0], name, 1));
	}
	close(pipes[0]);
	close(held);
	scratch_sweep(parent, PREFIX);
	assert_true(is_there(parent, name));
	close(pipes[1]);
	waitpid(pid, NULL, 0);
	scratch_sweep(parent, PREFIX);
	assert_false(is_there(parent, name));
}

/* The process that holds it is one whose id means nothing here. */
static void other_pid_namespace(void **state)
{
	char name[SCRATCH_NAME_SIZE];
	int ready[2], done[2];
	pid_t pid;

	(void)state;
	need_root();
	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(done), 0);
	pid = fork();
	if (!pid) {
		close(done[1]);
		if (unshare(CLONE_NEWPID))
			_exit(1);
		pid = fork();
		if (pid)
			_exit(pid < 0 || waitpid(pid, NULL, 0) != pid);
		if (scratch_make(parent, PREFIX, name) < 0 ||
		    write(ready[1], name, sizeof(name)) != sizeof(name))
			_exit(1);
		_exit(read(done[0], name, 1));
	}
	close(ready[1]);
	close(done[0]);
	if (read(ready[0], name, sizeof(name)) == sizeof(name)) {
		scratch_sweep(parent, PREFIX);
		assert_true(is_there(parent, name));
		close(done[1]);
		waitpid(pid, NULL, 0);
		scratch_sweep(parent, PREFIX);
		assert_false(is_there(parent, name));
	} else {
		waitpid(pid, NULL, 0);
		close(done[1]);
	}
	close(ready[0]);
}

static void leaves_what_is_foreign(void **state)
{
	char name[SCRATCH_NAME_SIZE];
	int fd = scratch_make(parent, PREFIX, name);

	(void)state;
	need_root();
	/* A directory of a stranger among ours. */
	assert_int_equal(mkdirat(fd, "theirs", 0755), 0);
	make_file(fd, "theirs/file");
	make_file(fd, "ours");
	assert_int_equal(fchownat(fd, "theirs", STRANGER, STRANGER, 0), 0);
	assert_int_equal(scratch_remove(parent, name, fd), -EPERM);
	assert_true(is_there(fd, "theirs/file"));
	assert_false(is_there(fd, "ours"));
	/* A stranger's, named like one of ours that nobody holds. */
	assert_int_equal(fchownat(fd, "theirs", 0, 0, 0), 0);
	make_file(fd, "file");
	assert_int_equal(fchown(fd, STRANGER, STRANGER), 0);
	close(fd);
	scratch_sweep(parent, PREFIX);
	assert_true(is_there(parent, name));
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY);
	assert_true(is_there(fd, "file"));
	assert_int_equal(fchown(fd, 0, 0), 0);
	close(fd);
	scratch_sweep(parent, PREFIX);
	assert_false(is_there(parent, name));
}

static void stays_on_its_mount(void **state)
{
	char name[SCRATCH_NAME_SIZE], at[128];
	int victim, fd;

	(void)state;
	need_root();
	victim = make_victim("victim");
	fd = scratch_make(parent, PREFIX, name);
	assert_int_equal(mkdirat(fd, "mount", 0755), 0);
	if (!unshare(CLONE_NEWNS) &&
	    !mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL)) {
		char from[64];

		/* Of the same filesystem: st_dev tells nothing. */
		snprintf(from, sizeof(from), "%s/victim", place);
		snprintf(at, sizeof(at), "%s/%s/mount", place, name);
		assert_int_equal(mount(from, at, NULL, MS_BIND, NULL), 0);
		assert_int_not_equal(scratch_remove(parent, name, fd), 0);
		assert_true(is_there(victim, "0"));
		assert_int_equal(umount(at), 0);
	}
	assert_int_equal(scratch_remove(parent, name, fd), 0);
	close(fd);
	check_victim(victim, "victim");
}

static void is_no_link(void **state)
{
	char name[SCRATCH_NAME_SIZE];
	int victim = make_victim("elsewhere");
	int fd = scratch_make(parent, PREFIX, name);

	(void)state;
	assert_int_equal(scratch_remove(parent, name, fd), 0);
	close(fd);
	assert_int_equal(symlinkat("elsewhere", parent, name), 0);
	assert_true(scratch_hold(parent, name) < 0);
	assert_int_not_equal(scratch_discard(parent, name), 0);
	scratch_sweep(parent, PREFIX);
	assert_int_equal(unlinkat(parent, name, 0), 0);
	check_victim(victim, "elsewhere");
}

/* Puts a link to the victim in the place of "d" once that is being emptied. */
static void swap(int directory)
{
	struct stat before, now;

	if (fstatat(directory, "d", &before, 0) ||
	    symlinkat("../victim", parent, "link"))
		_exit(1);
	do
		if (fstatat(directory, "d", &now, 0))
			_exit(1);
	while (now.st_mtim.tv_sec == before.st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == before.st_mtim.tv_nsec);
	syscall(SYS_renameat2, directory, "d", parent, "link",
		2 /* RENAME_EXCHANGE */);
	_exit(0);
}

/* Whoever may write into a tree of ours cannot lead its removal elsewhere. */
static void follows_no_link(void **state)
{
	int victim = make_victim("victim");
	char name[SCRATCH_NAME_SIZE];
	int fd = scratch_make(parent, PREFIX, name);
	pid_t pid;

	(void)state;
	close(make_files(fd, "d", SWAPPED));
	pid = fork();
	if (!pid)
		swap(fd);
	while (!is_there(parent, "link"))
		sched_yield();
	scratch_remove(parent, name, fd);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_int_equal(scratch_remove(parent, name, fd), 0);
	close(fd);
	/* What was swapped out of it is ours still. */
	assert_true(!unlinkat(parent, "link", 0) ||
		    !scratch_discard(parent, "link"));
	check_victim(victim, "victim");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_and_removes),
		cmocka_unit_test(sweeps_only_the_abandoned),
		cmocka_unit_test(opening_sweeps_the_others_too),
		cmocka_unit_test(child_holds_it_too),
		cmocka_unit_test(other_pid_namespace),
		cmocka_unit_test(leaves_what_is_foreign),
		cmocka_unit_test(stays_on_its_mount),
		cmocka_unit_test(is_no_link),
		cmocka_unit_test(follows_no_link),
	};

	return cmocka_run_group_tests(tests, open_place, close_place);
}
