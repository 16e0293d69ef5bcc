// SPDX-License-Identifier: GPL-2.0-or-later
#include "kernel/boot.h"

#include "base/error.h"
#include "kernel/path.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARGUMENTS_MAX 64

/* ubd completes at the host's pace; null_blk's timer runs in virtual time. */
static const char *const always[] = {
	"time-travel=inf-cpu",
	/* The first of January 2024, in nanoseconds. */
	"time-travel-start=1704067200000000000",
	"norandmaps",
	"con=null",
	"con0=null,fd:1",
	"ssl=null",
	/* Warnings and what is worse. */
	"loglevel=5",
	/* Every complaint is a result, an oops ends the guest. */
	"oops=panic",
	"panic=-1",
	"root=/dev/root",
	"rootfstype=hostfs",
	/* Read-only until /init has results to save: the host's access times
	 * would decide whether an inode is dirty, and when it is written. */
	"ro",
	"init=/init",
	"null_blk.nr_devices=1",
	"null_blk.gb=1",
	"null_blk.memory_backed=1",
	"null_blk.irqmode=2",
	"null_blk.completion_nsec=100000",
	"null_blk.queue_mode=2",
	NULL,
};

static const char *const zones[] = {
	"null_blk.zoned=1",
	"null_blk.zone_size=4",
	"null_blk.zone_nr_conv=2",
	NULL,
};

struct arguments {
	const char *list[ARGUMENTS_MAX + 1];
	int count;
};

static void add(struct arguments *arguments, const char *argument)
{
	if (arguments->count == ARGUMENTS_MAX)
		BUG("too many kernel arguments");
	arguments->list[arguments->count++] = argument;
}

static void add_all(struct arguments *arguments, const char *const *list)
{
	for (; list && *list; list++)
		add(arguments, *list);
}

/* In the child: until exec. */
static void become(const struct boot *boot, char *const *arguments)
{
	int nothing = open("/dev/null", O_RDONLY);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	personality(ADDR_NO_RANDOMIZE);
	/* The C library in the kernel's executable registers restartable
	 * sequences; guest processes are its children and have that memory
	 * unmapped, so the host would kill them when it preempts them. */
	setenv("GLIBC_TUNABLES", "glibc.pthread.rseq=0", 1);
	if (dup2(nothing, 0) < 0 || dup2(boot->output, 1) < 0 ||
	    dup2(boot->output, 2) < 0)
		_exit(127);
	execv(boot->executable, arguments);
	_exit(127);
}

pid_t boot_start(const struct boot *boot)
{
	struct arguments arguments = { .count = 0 };
	char *memory = path_format("mem=%dM", boot->memory ? boot->memory :
							     256);
	char *root = path_format("rootflags=%s", boot->root);
	char *mutant = path_format("fslitmus.mutant=%s",
				   boot->mutant ? boot->mutant : "");
	pid_t pid;

	add(&arguments, boot->executable);
	add(&arguments, memory);
	add(&arguments, root);
	if (boot->mutant)
		add(&arguments, mutant);
	add_all(&arguments, always);
	if (boot->zoned)
		add_all(&arguments, zones);
	add_all(&arguments, boot->settings);
	pid = fork();
	if (!pid)
		become(boot, (char *const *)arguments.list);
	if (pid < 0)
		error("cannot start %s: %s", boot->executable,
		      strerror(errno));
	free(mutant);
	free(root);
	free(memory);
	return pid;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

int boot_wait(pid_t pid, double seconds)
{
	const struct timespec moment = { .tv_nsec = 5000000 };
	double end = now() + seconds;
	int status;

	for (;;) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 :
									   1;
		if (now() > end)
			break;
		nanosleep(&moment, NULL);
	}
	/* Its helper processes are in its session and die with it. */
	kill(-pid, SIGKILL);
	waitpid(pid, &status, 0);
	return -1;
}
