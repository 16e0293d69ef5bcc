/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What guests are started with, one after the other: a kernel, a filesystem,
 * and the directory that is their root.
 */
#ifndef FSLITMUS_MACHINE_SETUP_H
#define FSLITMUS_MACHINE_SETUP_H

#include <stdbool.h>

#include "base/scratch.h"
#include "fs/fs.h"
#include "kernel/cache.h"

struct machine;

struct guest_setup {
	/* The caller's choice. */
	const struct machine *machine;	/* NULL: the first of the table */
	const struct fs_config *config;
	const char *mutant;	/* the kernel's fault that is chosen, or NULL */
	bool real_time;		/* as struct boot has it */
	/* Set by guest_setup_open(). */
	const char *executable;	/* the kernel's */
	char *image;		/* file with the filesystem, or NULL */
	const char *root;	/* the guests' root directory */
	struct scratch scratch;	/* that is the root */
};

/*
 * Makes the directory, and the image unless it is cached. KERNEL has to live
 * as long as SETUP. Returns 0, or -1 with REASON (of RESULT_TEXT_SIZE bytes);
 * what was made is removed by guest_setup_close() in any case.
 */
int guest_setup_open(struct guest_setup *setup, const struct kernel *kernel,
		     char *reason);
void guest_setup_close(struct guest_setup *setup);

#endif
