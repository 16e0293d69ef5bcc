// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Starts a User-Mode Linux kernel with a command line that makes it behave the
 * same each time, and waits for its end.
 */
#include "kernel/boot.h"

#include "base/child.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "kernel/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <time.h>
#include <unistd.h>

/* The disk is null_blk: its timer runs in virtual time. ubd would complete at
 * the host's pace. */
static const char *const virtual_time[] = {
	"time-travel=inf-cpu",
	/* The first of January 2024, in nanoseconds. */
	"time-travel-start=1704067200000000000",
	NULL,
};

static const char *const always[] = {
	"norandmaps",
	"con=null",
	"con0=null,fd:1",
	"ssl=null",
	/* Print warnings and worse. */
	"loglevel=5",
	/* An oops is a result, and nothing after it can be trusted. */
	"oops=panic",
	"panic=-1",
	"root=/dev/root",
	"rootfstype=hostfs",
	/* The kernel mixes its command line into its random numbers. The
	 * path of the root directory differs between runs, so it must not be
	 * there; the kernel is started in that directory instead. */
	"rootflags=/proc/self/cwd",
	"uml_dir=/proc/self/cwd/uml/",
	/* The root stays read-only until /init saves results. Otherwise access
	 * times of the host would decide which inodes are dirty, and when they
	 * are written. */
	"ro",
	"init=/init",
	"null_blk.nr_devices=1",
	"null_blk.gb=1",
	"null_blk.memory_backed=1",
	"null_blk.irqmode=2",
	"null_blk.completion_nsec=100000",
	"null_blk.queue_mode=2",
	/* Else kcompactd looks around every half second of virtual time, which
	 * takes preemption points of its own. */
	"sysctl.vm.compaction_proactiveness=0",
	NULL,
};

static const char *const zones[] = {
	"null_blk.zoned=1",
	"null_blk.zone_size=4",
	"null_blk.zone_nr_conv=2",
	NULL,
};

struct arguments {
	char **list; /* ends with NULL */
	size_t count;
};

/* Takes ownership of the string. */
static void arguments_add(struct arguments *arguments, char *argument)
{
	arguments->list = xrealloc(arguments->list, arguments->count + 2,
				   sizeof(*arguments->list));
	arguments->list[arguments->count++] = argument;
	arguments->list[arguments->count] = NULL;
}

static void arguments_add_all(struct arguments *arguments,
			      const char *const *list)
{
	for (; list && *list; list++)
		arguments_add(arguments, xstrdup(*list));
}

char **boot_arguments(const struct boot *boot)
{
	struct arguments arguments = { .count = 0 };

	arguments_add(&arguments, xstrdup(boot->executable));
	arguments_add(&arguments,
		      xasprintf("mem=%dM", boot->memory ? boot->memory : 256));
	if (boot->mutant)
		arguments_add(&arguments,
			      xasprintf("fslitmus.mutant=%s", boot->mutant));
	if (!boot->real_time)
		arguments_add_all(&arguments, virtual_time);
	arguments_add_all(&arguments, always);
	if (boot->zoned)
		arguments_add_all(&arguments, zones);
	arguments_add_all(&arguments, boot->filesystem);
	arguments_add_all(&arguments, boot->settings);
	return arguments.list;
}

void boot_arguments_free(char **arguments)
{
	for (char **at = arguments; at && *at; at++)
		free(*at);
	free(arguments);
}

int boot_prepare(const char *root)
{
	personality(ADDR_NO_RANDOMIZE);
	/* The C library in the kernel's executable would register restartable
	 * sequences. Guest processes are children of that executable with its
	 * memory unmapped, so the host would kill them on preemption. */
	setenv("GLIBC_TUNABLES", "glibc.pthread.rseq=0", 1);
	return chdir(root);
}

/* Runs in the child and does not return. */
static void boot_execute(const struct boot *boot, char **arguments)
{
	int nothing = open("/dev/null", O_RDONLY);

	if (boot->processors)
		sched_setaffinity(0, sizeof(*boot->processors),
				  boot->processors);
	if (boot_prepare(boot->root) || dup2(nothing, 0) < 0 ||
	    dup2(boot->output, 1) < 0 || dup2(boot->output, 2) < 0)
		_exit(127);
	execv(boot->executable, arguments);
	_exit(127);
}

pid_t boot_start(const struct boot *boot)
{
	char **arguments = boot_arguments(boot);
	pid_t pid = child_fork_apart();

	if (!pid)
		boot_execute(boot, arguments);
	if (pid < 0)
		error("cannot start %s: %s", boot->executable, strerror(errno));
	boot_arguments_free(arguments);
	return pid;
}

static double boot_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

int boot_wait(pid_t pid, double seconds)
{
	const struct timespec moment = { .tv_nsec = 5000000 };
	double end = boot_now() + seconds;

	while (!child_ended(pid)) {
		if (boot_now() > end || interrupted) {
			child_kill(pid);
			return -1;
		}
		nanosleep(&moment, NULL);
	}
	return child_reap(pid) ? 1 : 0;
}
