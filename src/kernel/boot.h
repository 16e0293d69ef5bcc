/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Starts a kernel so that it behaves the same each time: virtual time from a
 * fixed start, a disk in memory, no address randomization.
 */
#ifndef FSLITMUS_KERNEL_BOOT_H
#define FSLITMUS_KERNEL_BOOT_H

#include <sched.h>
#include <stdbool.h>
#include <sys/types.h>

struct boot {
	const char *executable;
	const char *root;   /* directory that becomes the guest's root */
	const char *mutant; /* or NULL */
	int memory;	    /* megabytes; 0: 256 */
	bool zoned;	    /* the disk has zones, but for the first two */
	bool real_time;	    /* the host's clock: no two runs are alike */
	/* More arguments of the command line, each list ending with NULL; or
	 * NULL. Those of the filesystem are for the kernel; of the settings
	 * the guest's /init finds NAME=VALUE, and NAME="A B", in its
	 * environment. */
	const char *const *filesystem;
	const char *const *settings;
	const cpu_set_t *processors; /* NULL: those the caller may use */
	int output;		     /* where the guest's console goes */
};

/*
 * Starts it in a session of its own, with standard input from /dev/null.
 * Returns the process id, or -1 after saying why. The guest's memory is a file
 * in TMPDIR, which had better be a tmpfs.
 */
pid_t boot_start(const struct boot *boot);

/* What boot_start() would execute, ending with NULL; boot_arguments_free()
 * frees it. */
char **boot_arguments(const struct boot *boot);
void boot_arguments_free(char **arguments);

/* Prepares the calling process to execute a kernel with that root. Returns 0
 * or, with errno set, -1. */
int boot_prepare(const char *root);

/*
 * Waits for its end, for at most SECONDS. Returns 0 if it powered off, 1 if it
 * died (a panic), -1 if this killed it because the time was up or a signal that
 * is watched (base/interrupt.h) came.
 */
int boot_wait(pid_t pid, double seconds);

#endif
