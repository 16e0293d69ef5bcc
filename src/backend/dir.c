// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The backend "dir": any directory, on whatever is mounted there, without
 * privilege. Tests run in a new directory inside it, and nothing else in it is
 * touched.
 */
#include "backend/backends.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "backend/keeper.h"
#include "base/memory.h"
#include "kernel/kernel_log.h"
#include "backend/live.h"
#include "base/scratch.h"
#include "contract/stamp.h"
#include "fs/fs.h"

#define HUNG_LIMIT_NS 1000000000ull

struct dir {
	int parent;		    /* the user's directory */
	struct keeper keeper;	    /* made the tests' directory in it */
	struct kernel_log *log;	    /* or NULL */
	bool stuck;		    /* a process hangs in it for good */
	const struct fs_type *type; /* of the filesystem; NULL: unknown */
	uint32_t round_tag;
};

/*
 * Reads a line of proc_pid_mountinfo(5). Its sixth word has the options of the
 * mount; the type and the options of the filesystem follow a lone hyphen. Both
 * lists begin with rw or ro; it is kept once.
 */
static void take_mount(const char *line, struct environment *environment)
{
	const char *after = strstr(line, " - ");
	char options[512] = "", super[1024] = "";
	size_t same;

	if (!after || sscanf(line, "%*s %*s %*s %*s %*s %511s", options) != 1 ||
	    sscanf(after, " - %31s %*s %1023s", environment->filesystem,
		   super) < 1)
		return;
	same = strcspn(super, ",");
	if (strncmp(options, super, same) || !strchr(",", options[same]))
		same = 0;
	snprintf(environment->mount_options, sizeof(environment->mount_options),
		 "%s%s%s", options, super[0] && !same ? "," : "", super + same);
}

/* Reads type and options of the mount with ID. */
static void find_mount(uint64_t id, struct environment *environment)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char *line = NULL;
	size_t room = 0;

	while (file && getline(&line, &room, file) > 0)
		if (strtoull(line, NULL, 10) == id)
			take_mount(line, environment);
	free(line);
	if (file)
		fclose(file);
}

/* "dir:/mnt/x (nfs4)"; a long path loses its beginning. */
static void name_target(struct target *target, int directory)
{
	struct dir *dir = target->private;
	size_t length = strlen(target->path);
	struct statx mount;
	const char *type = target->environment.filesystem;
	size_t room;

	if (!statx(directory, "", AT_EMPTY_PATH, STATX_MNT_ID, &mount) &&
	    mount.stx_mask & STATX_MNT_ID)
		find_mount(mount.stx_mnt_id, &target->environment);
	dir->type = fs_type_of_mount(type);
	if (!type[0])
		type = "unknown";
	room = sizeof(target->name) - strlen("dir:... ()") - strlen(type) - 1;
	snprintf(target->name, sizeof(target->name), "dir:%s%s (%s)",
		 length > room ? "..." : "",
		 target->path + (length > room ? length - room : 0), type);
}

static int open_parent(struct target *target, struct dir *dir)
{
	int error;

	dir->parent = open(target->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir->parent >= 0)
		return 0;
	error = errno;
	snprintf(target->reason, sizeof(target->reason), "cannot open %s: %s%s",
		 target->path, strerror(error),
		 error == ENOENT || error == ENOTDIR ?
			 " (--dir wants a directory that exists)" :
			 "");
	return -error;
}

/*
 * Refuses hugetlbfs. It has no write(2), its files end at a page of theirs, and
 * four of those are the most that a file of a test may have.
 */
static int refuse_huge(struct target *target, const struct dir *dir)
{
	struct statfs status;

	if (!dir->type || !dir->type->lacks_write ||
	    fstatfs(dir->parent, &status))
		return 0;
	snprintf(target->reason, sizeof(target->reason),
		 "%s cannot be tested: its files have no write(2) and are made "
		 "of pages of %ld KiB, and tests write files by pages of %ld "
		 "KiB; tmpfs mounted with huge=always has huge pages, too",
		 target->name, (long)status.f_bsize >> 10,
		 sysconf(_SC_PAGESIZE) >> 10);
	return -EOPNOTSUPP;
}

static int make_own(struct target *target, struct dir *dir)
{
	struct keeper_duty duty = { .thaw = -1, .parent = dir->parent };
	int error = keeper_start(&dir->keeper, &duty);

	if (!error) {
		target->directory = scratch_hold(dir->parent, dir->keeper.name);
		if (target->directory >= 0)
			return 0;
		error = target->directory;
	}
	snprintf(target->reason, sizeof(target->reason),
		 "cannot make a directory in %s: %s%s", target->name,
		 strerror(-error),
		 error == -EROFS ? " (tests write files)" : "");
	return error;
}

/*
 * Blocks that an earlier run left on the disk hold stamps too. A random tag
 * tells them from those of this run.
 */
static uint32_t random_tag(void)
{
	uint32_t tag = 0;

	if (getrandom(&tag, sizeof(tag), 0) < 0)
		tag = getpid();
	return tag % STAMP_ROUNDS;
}

/* Says that a call is made that may hang with the filesystem. */
static void dir_calling(const struct target *target, const char *what,
			uint64_t limit_ns)
{
	run_options_calling(target->options, what, limit_ns);
}

static int open_both(struct target *target, struct dir *dir)
{
	int error;

	dir_calling(target, "opening the directory",
		    target->options->timeout_ns);
	error = open_parent(target, dir);
	if (!error) {
		name_target(target, dir->parent);
		error = refuse_huge(target, dir);
		if (!error)
			error = make_own(target, dir);
	}
	dir_calling(target, NULL, 0);
	return error;
}

static int dir_open(struct target *target)
{
	struct dir *dir = xcalloc(1, sizeof(*dir));
	int error;

	target->directory = -1;
	target->own_fs = false;
	target->reason[0] = '\0';
	target->private = dir;
	snprintf(target->name, sizeof(target->name), "dir:%.50s", target->path);
	environment_of_running_kernel(&target->environment);
	dir->keeper.socket = -1;
	error = open_both(target, dir);
	if (error) {
		keeper_end(&dir->keeper);
		if (dir->parent >= 0)
			close(dir->parent);
		free(dir);
		target->private = NULL;
		return error;
	}
	dir->log = kernel_log_open();
	dir->round_tag = random_tag();
	return 0;
}

/* After a hang the verdict waits for this, so it must not take long. */
static void dir_empty(const struct target *target, bool hung)
{
	dir_calling(target, "removing the test's files",
		    hung ? HUNG_LIMIT_NS : target->options->timeout_ns);
	scratch_empty(target->directory);
	dir_calling(target, NULL, 0);
}

static int dir_run(struct target *target, const struct test *test,
		   struct result *result)
{
	struct dir *dir = target->private;
	struct live live = {
		.target = target,
		.test = test,
		.keeper = &dir->keeper,
		.log = dir->log,
		.device = "",
		.directory = target->directory,
		.thaw = -1,
		/* The kernel log does not tell when a remote disk fails. */
		.sound_disk = dir->log && !(dir->type && dir->type->remote),
		.round_tag = dir->round_tag,
	};

	if (!live_begin(&live, result))
		return 0;
	live_perform(&live, result);
	live_end(&live, result);
	dir->round_tag = (dir->round_tag + result->rounds + 1) % STAMP_ROUNDS;
	if (!live.supervised.stuck) {
		dir_empty(target, live.supervised.ending == ENDED_HANGING);
		return 0;
	}
	dir->stuck = true;
	snprintf(target->reason, sizeof(target->reason),
		 "a process of test %s hangs in the kernel and cannot be "
		 "killed; %s is not used any more",
		 test->name, target->name);
	return -EBUSY;
}

static void dir_close(struct target *target, char *complaint,
		      size_t complaint_size)
{
	struct dir *dir = target->private;
	char name[sizeof(dir->keeper.name)];
	int error;

	if (complaint_size)
		complaint[0] = '\0';
	if (!dir)
		return;
	target->reason[0] = '\0';
	/* It is empty already; but this shows whether the filesystem hangs. */
	if (!dir->stuck)
		dir_empty(target, false);
	dir_calling(target, "removing the directory of the tests",
		    target->options->timeout_ns);
	close(target->directory);
	strcpy(name, dir->keeper.name);
	error = keeper_end(&dir->keeper);
	if (error)
		snprintf(target->reason, sizeof(target->reason),
			 "%s/%s could not be removed: %s", target->path, name,
			 error == -EBUSY ? "a process hangs in it; it will go "
					   "when that ends" :
					   strerror(-error));
	close(dir->parent);
	dir_calling(target, NULL, 0);
	kernel_log_close(dir->log);
	free(dir);
	target->private = NULL;
	target->directory = -1;
}

const struct backend backend_dir = {
	.name = "dir",
	.summary = "a directory on a mounted filesystem; needs no privilege",
	.live = true,
	.open = dir_open,
	.run = dir_run,
	.close = dir_close,
};
