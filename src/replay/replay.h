/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Executing again what a witness recorded. */
#ifndef FSLITMUS_REPLAY_REPLAY_H
#define FSLITMUS_REPLAY_REPLAY_H

#include "kernel/cache.h"
#include "machine/execute.h"
#include "witness/witness.h"

/* A kernel and a filesystem, ready for the executions of one witness. */
struct replay {
	const struct witness *witness;
	struct kernel_list *kernels;
	const struct kernel *kernel; /* points into kernels */
	struct guest_setup setup;
	uint64_t timeout_ns;	  /* a schedule that takes longer hangs */
	const volatile int *stop; /* nonzero: give up; may be NULL */
};

/*
 * Finds the kernel: that of the witness, or, if WANTED is not NULL, the newest
 * whose key or build id begins with it. Warns where something is not as it
 * was. Returns 0, or an enum failure after saying why: USAGE when the witness
 * wants a filesystem that is unknown here. replay_close() is for both cases.
 */
int replay_open(struct replay *replay, const struct witness *witness,
		const char *wanted);
void replay_close(struct replay *replay);

/* Is there a kernel for it? If not, says which one is needed and how to build
 * it. */
bool replay_has_kernel(const struct witness *witness, const char *wanted);

/* The request that repeats the witness; what else may be asked for can be
 * changed in it. */
struct execution_request replay_request(const struct replay *replay);

enum replayed {
	REPLAYED_SAME,	 /* the promise broken, by the same execution */
	REPLAYED_BROKEN, /* the same promise, by another execution */
	REPLAYED_OTHER,	 /* another promise was broken */
	REPLAYED_KEPT,	 /* all was kept */
	REPLAYED_NOT,	 /* it could not be performed */
};

/* What an execution of the witness came to. */
enum replayed replay_compare(const struct witness *witness,
			     const struct execution *execution);

#endif
