/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The execution that broke a promise, saved as a witness. */
#ifndef FSLITMUS_MACHINE_VIOLATION_H
#define FSLITMUS_MACHINE_VIOLATION_H

#include "kernel/cache.h"
#include "litmus/test.h"
#include "machine/execute.h"
#include "witness/witness.h"

/* A violation as batches found it; all of it is the caller's. */
struct violation {
	const struct guest_setup *setup;
	const struct kernel *kernel;
	const struct test *test;
	const struct result *result;	/* broken; with its schedule */
	enum blame blame;		/* for it */
	const struct guest_execution *shown; /* of the round it keeps */
	const char *strategy;		/* "" the default */
	uint32_t final_every;
	uint64_t timeout_ns;
	const volatile int *stop;
};

/*
 * Tries to have the promise broken by the schedule alone in a fresh guest,
 * best in its explicit form, and saves a witness of that, or else of the whole
 * batch, in DIRECTORY, which is made if need be. Returns the file's name, which
 * the caller frees, or NULL after saying why.
 */
char *violation_save(const struct violation *violation, const char *directory);

/* The schedule that repeats what was executed, preemption by preemption; NULL
 * if not all of them are known. The caller frees it. */
char *explicit_schedule(const struct guest_execution *shown);

/* SHA-256 of the guests' /init in hexadecimal. The caller frees it. */
char *guest_program_digest(void);

#endif
