/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What guests start with: a kernel, a filesystem, and the directory that is
 * their root. Guests of one setup run one after the other.
 */
#ifndef FSLITMUS_MACHINE_SETUP_H
#define FSLITMUS_MACHINE_SETUP_H

#include <stdbool.h>

#include "base/scratch.h"
#include "fs/fs.h"
#include "kernel/cache.h"

struct machine;

/* What a user decides about guests that run tests; every pointer may be NULL. */
struct guest_options {
	const char *strategy; /* schedule/search.h; NULL: the default */
	const char *kernel;   /* its key or build id; NULL: the newest */
	const char *mutant;   /* the seeded fault to turn on */
	bool verify;	      /* every schedule twice, in two guests */
	bool build;	      /* the kernel, if there is none */
	/* Directory, made when needed, in which the first execution of a test
	   that broke a promise is saved; NULL or empty: it is not. */
	const char *witnesses;
};

struct guest_setup {
	/* The caller's choice. */
	const struct machine *machine; /* NULL: the first of the table */
	const struct fs_config *config;
	const char *mutant; /* the seeded fault to turn on, or NULL */
	bool real_time;	    /* see struct boot */
	/* Set by guest_setup_open(). */
	const char *executable; /* the kernel's */
	char *image;		/* file with the filesystem, or NULL */
	const char *root;	/* the guests' root directory */
	struct scratch scratch; /* that is the root */
};

/*
 * Makes the directory, and the image unless it is cached. KERNEL must live as
 * long as SETUP. Returns 0, or -1 with REASON (of RESULT_TEXT_SIZE bytes). Call
 * guest_setup_close() in both cases.
 */
int guest_setup_open(struct guest_setup *setup, const struct kernel *kernel,
		     char *reason);
void guest_setup_close(struct guest_setup *setup);

#endif
