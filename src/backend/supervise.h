/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a test in a process of its own, the runner, which may crash, hang or be
 * killed without harm to the command. Its result lies in memory shared with the
 * supervisor, which watches its progress (C7).
 */
#ifndef FSLITMUS_BACKEND_SUPERVISE_H
#define FSLITMUS_BACKEND_SUPERVISE_H

#include <stdbool.h>

#include "actor/result.h"
#include "backend/backend.h"
#include "kernel/kernel_log.h"
#include "litmus/test.h"

struct keeper;

struct supervision {
	const struct test *test;
	const struct run_options *options;
	struct keeper *keeper;	/* already started */
	struct kernel_log *log; /* gathered meanwhile, or NULL */
	const char *comm;	/* what the runner is called */
	int directory;		/* descriptor handed to BODY */
	int thaw;		/* of the filesystem to thaw, or -1 */
	/*
	 * Runs in the runner, with no descriptors but the standard ones and
	 * DIRECTORY. Works on RESULT and ends early, after the round, when
	 * *STOP becomes nonzero: the budget is spent, or the user wants to
	 * stop. Returns 0, or -errno with result->reason.
	 */
	int (*body)(void *context, int directory, struct result *result,
		    const volatile int *stop);
	void *context;
};

/* How the runner ended. */
enum ending {
	ENDED_WELL,    /* BODY returned, see error */
	ENDED_HANGING, /* killed: a promise was broken, see result */
	ENDED_BADLY,   /* crashed, or hangs by a fault of fslitmus */
	ENDED_STOPPED, /* killed after Ctrl-C */
};

struct supervised {
	enum ending ending;
	int error;  /* what BODY returned */
	bool stuck; /* processes are left that cannot be killed */
};

/*
 * RESULT goes to the runner and comes back with what it did, and with
 * verdict, reason and counts of a hang. Its status is left alone. Returns
 * 0, or -errno if no runner could be started.
 */
int supervise(const struct supervision *supervision, struct result *result,
	      struct supervised *supervised);

#endif
