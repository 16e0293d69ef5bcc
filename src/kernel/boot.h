/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Starting a kernel so that it behaves the same each time: virtual time from
 * a fixed start, a memory-backed disk, addresses that do not vary.
 */
#ifndef FSLITMUS_KERNEL_BOOT_H
#define FSLITMUS_KERNEL_BOOT_H

#include <sched.h>
#include <stdbool.h>
#include <sys/types.h>

struct boot {
	const char *executable;
	const char *root;	/* directory that becomes the guest's root */
	const char *mutant;	/* or NULL */
	int memory;		/* megabytes; 0: 256 */
	bool zoned;		/* the disk has zones, the first two not */
	bool real_time;		/* the host's clock: nothing is the same again */
	/* More of the command line, NULL at the end or altogether NULL: the
	 * guest's /init finds NAME=VALUE, and NAME="A B", in its
	 * environment. */
	const char *const *settings;
	const cpu_set_t *processors; /* NULL: those the caller may use */
	int output;		/* where the guest's console goes */
};

/* Starts it in a session of its own, with standard input from /dev/null.
 * Returns the process id, or -1 after saying why. Its memory is a file in
 * TMPDIR, best one in memory. */
pid_t boot_start(const struct boot *boot);

/* What boot_start() would execute, ending with NULL; boot_arguments_free()
 * frees it. */
char **boot_arguments(const struct boot *boot);
void boot_arguments_free(char **arguments);

/* Makes the process one that may execute a kernel with that root. Returns 0
 * or, with errno, -1. */
int boot_prepare(const char *root);

/* Waits until it ends, at most so many seconds. Returns 0 when it powered
 * off, 1 when it died (a panic), -1 when it was killed: the time was up, or a
 * signal that is watched (base/interrupt.h) came. */
int boot_wait(pid_t pid, double seconds);

#endif
