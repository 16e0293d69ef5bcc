/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A backend is a kind of place where tests run: a directory, a loop-mounted
 * image, a guest kernel. Each is a struct of functions, registered in
 * src/backend/table.c. dir.c is the simplest, and the one to copy.
 */
#ifndef FSLITMUS_BACKEND_BACKEND_H
#define FSLITMUS_BACKEND_BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "actor/result.h"
#include "litmus/test.h"
#include "machine/setup.h"
#include "report/environment.h"

struct backend;
struct fs_config;

/* How tests are to be run, from the command line; the same for all. */
struct run_options {
	uint64_t seed;	     /* 0: chosen anew for each test */
	uint64_t rounds;     /* or schedules, per test; 0: as many as time
				   allows */
	uint64_t budget_ns;  /* per test, processor time (base/budget.h);
				   0: as much as rounds take */
	uint64_t timeout_ns; /* a call that takes longer hangs (C7) */
	uint32_t final_every;
	const char *scratch; /* directory for images; NULL: default */
	const char *mkfs_options, *mount_options; /* loop; NULL: none */
	const char *keep_image; /* file for a failing image; NULL: none */
	bool keep_going;	/* after a broken promise, in the same test */
	struct guest_options guests; /* uml */
	const volatile int *stop;    /* nonzero after Ctrl-C; may be NULL */
	/* Called about five times a second while a test runs, with its result
	   so far and the used share of its budget, in the process that called
	   run(). May be NULL. */
	void (*tick)(void *context, const struct test *test,
		     const struct result *result, double share);
	/*
	 * Called before a call on the filesystem under test that the backend
	 * makes itself, with a text that names it, and with NULL when the call
	 * has returned. The call may hang: the process may be killed once
	 * LIMIT_NS (0: never) have passed. May be NULL.
	 */
	void (*calling)(void *context, const char *what, uint64_t limit_ns);
	void *tick_context; /* for tick() and calling() */
};

static inline void run_options_calling(const struct run_options *options,
				       const char *what, uint64_t limit_ns)
{
	if (options->calling)
		options->calling(options->tick_context, what, limit_ns);
}

/* One place, opened. Each job has its own. */
struct target {
	const struct backend *backend;
	const struct fs_config *config; /* of the filesystem made; dir: NULL */
	const struct run_options *options;
	const char *path; /* dir: the user's directory */
	char name[64];	  /* for reports: "ext4", "dir:/mnt/x (nfs)" */
	int directory;	  /* descriptor tests run under */
	struct environment environment; /* set by open(), as far as it got */
	bool own_fs;			/* nobody else uses the filesystem */
	void *private;			/* the backend's own */
	char reason[RESULT_TEXT_SIZE];	/* why open() or run() failed; after
				   close(): what stayed behind, or empty */
};

/* An option of "fslitmus run" for one backend alone. */
struct backend_option {
	const char *name;     /* without the dashes */
	const char *argument; /* as --help names it; NULL: it has none */
	const char *what;     /* for --help */
	/* Where in struct run_options its value goes. */
	size_t offset;
	enum {
		VALUE_FLAG,  /* bool */
		VALUE_TEXT,  /* const char *, the user's word */
		VALUE_COUNT, /* uint64_t, from 1 to UINT32_MAX */
	} value;
	bool repeats; /* it changes what a test does, so that a
				   command that repeats a test has it, too */
	bool idle;    /* may be given where the backend is not used */
	/* NULL: every text will do. Else 0, or -1 with REASON: what is wrong
	   and what was expected. */
	int (*check)(const char *text, char *reason, size_t size);
};

struct backend {
	const char *name;
	const char *summary; /* one line, for "fslitmus list" */
	/* Its own options, ending with a NULL name, and their heading in
	   --help; NULL: it has none. */
	const struct backend_option *options;
	const char *heading;
	/* The error, after the option's name, if one is given without the
	   backend: silence would suggest that it was tested. */
	const char *elsewhere;
	bool anew; /* open() makes a new filesystem each time */
	bool live; /* the host's scheduler decides: the same seed
				   need not give the same result */

	/*
	 * Can tests be run as OPTIONS say on CONFIG (NULL: nothing is made)?
	 * Asked before any place is opened. 0, or an enum failure after an
	 * error(). NULL: they always can.
	 */
	int (*check)(const struct run_options *options,
		     const struct fs_config *config);

	/*
	 * Makes the place ready. Returns 0, or -errno with target->reason:
	 * what, where, and what was expected. Then nothing is left behind.
	 */
	int (*open)(struct target *target);

	/*
	 * Run one test and fill RESULT entirely, status included. Returns
	 * 0 whatever the test's fate, or -errno if the place can no longer
	 * be used (reason in target->reason).
	 */
	int (*run)(struct target *target, const struct test *test,
		   struct result *result);

	/*
	 * Removes everything that open() made. COMPLAINT (RESULT_COMPLAINT_SIZE
	 * bytes suffice) receives what fsck reported, one a line; empty if the
	 * filesystem is clean. Safe after a failed open().
	 */
	void (*close)(struct target *target, char *complaint,
		      size_t complaint_size);
};

/* By name, or NULL; the INDEXth, or NULL past the end. */
const struct backend *backend_find(const char *name);
const struct backend *backend_at(size_t index);

/* The INDEXth option of all backends together and, unless BACKEND is NULL, the
 * one it belongs to; NULL past the end. */
const struct backend_option *backend_option_at(size_t index,
					       const struct backend **backend);

#endif
