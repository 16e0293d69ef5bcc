/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Saves the execution that broke a promise as a witness. */
#ifndef FSLITMUS_MACHINE_VIOLATION_H
#define FSLITMUS_MACHINE_VIOLATION_H

#include "kernel/cache.h"
#include "litmus/test.h"
#include "machine/execute.h"
#include "witness/witness.h"

/* A violation as found by batches. All of it belongs to the caller. */
struct violation {
	const struct guest_setup *setup;
	const struct kernel *kernel;
	const struct test *test;
	const struct result *result;	     /* broken; with its schedule */
	enum blame blame;		     /* for it */
	const struct guest_execution *shown; /* of the round it keeps */
	const char *strategy;		     /* "" the default */
	uint32_t final_every;
	uint64_t timeout_ns;
	const volatile int *stop;
};

/*
 * Tries whether the schedule alone breaks the promise in a fresh guest, or else
 * after schedules that came before it, if possible in its explicit form. Saves
 * a witness of that, or else of the batch, in DIRECTORY, which is made if
 * needed. Returns the file's name, which the caller frees, or NULL after saying
 * why.
 */
char *violation_save(const struct violation *violation, const char *directory);

/* The explicit schedule that repeats an execution; NULL if not all of its
 * preemptions are known. The caller frees it. */
char *explicit_schedule(const struct guest_execution *shown);

/* SEQUENCE with its last schedule, which came to SHOWN, in explicit form; NULL
 * as above. The caller frees it. */
char *explicit_sequence(const char *sequence,
			const struct guest_execution *shown);

/* SHA-256 of the guests' /init in hexadecimal. The caller frees it. */
char *guest_program_digest(void);

#endif
