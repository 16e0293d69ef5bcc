/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A witness: one execution that broke a promise, with everything that decides
 * it, in a file that goes to another machine. It is JSON, of one object;
 * doc/witness.md describes it.
 *
 * The execution is a schedule alone in a fresh guest. Where a promise is broken
 * only in a state that other schedules left, it is the last of a sequence
 * (schedule/sequence.h), or of a batch (guest/protocol.h): all schedules of a
 * search from number first on.
 */
#ifndef FSLITMUS_WITNESS_WITNESS_H
#define FSLITMUS_WITNESS_WITNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "actor/result.h"
#include "contract/promise.h"
#include "fslitmus_uapi.h"
#include "litmus/test.h"

struct witness {
	struct test test;

	/* The filesystem: a configuration (fs/fs.h). */
	char *filesystem; /* its name */
	char *mkfs;	  /* the command that made it, or NULL */
	char *mount_options;
	char *image; /* SHA-256 of the image, or NULL */

	/* The kernel (kernel/cache.h). */
	char *build_id;
	char *version;
	char *source;
	char *compiler;
	char *kind;   /* "stock", "mutants", "kasan", ... */
	char *mutant; /* the fault chosen, or NULL */

	/* SHA-256 of the program that performs tests in a guest: another version
	   lays out memory differently. */
	char *guest;

	/* What was executed. */
	/* Alone: the sequence performed, most often of one schedule. Otherwise
	   that of the batch's last. */
	char *schedule;
	bool alone;
	char *strategy; /* of the batch, "" the default */
	uint64_t seed;
	uint64_t first, number; /* of the batch's first schedule, its last */
	uint32_t final_every;	/* as struct perform_options has it */

	/* What came of it. */
	enum promise promise;
	uint64_t hash;		/* of the execution; 0: the guest died */
	uint64_t points, legal; /* that it passed */
	uint32_t preemptions;	/* that took place */
	char *outcome;		/* as the histogram has it, or NULL */
	char *report;		/* the failure as told to a person */
	/* The round, for the machine-readable part of the file, which is not
	   read back; or NULL. */
	struct result *round;

	/* Before it was made smaller; NULL where it was not. */
	char *first_test;
	char *first_schedule;
};

/*
 * From now on it tells of an execution that came to RESULT, in RUN, and of no
 * other before. What was executed is not touched.
 */
void witness_tell(struct witness *witness, const struct result *result,
		  const struct fslitmus_result *run);

void witness_free(struct witness *witness);

/* Writes it to a file, complete or not at all. Returns 0 or, after saying why,
 * -1. */
int witness_save(const char *path, const struct witness *witness);

/*
 * Reads one. Returns it, to be freed with witness_free() and free(), or NULL
 * after saying what is wrong with the file and what was expected.
 */
struct witness *witness_load(const char *path);

/* Does the file look like a witness, rather than a test? */
bool witness_is_one(const char *path);

/*
 * A name for its file, "TEST-on-FILESYSTEM-HASH.witness", in DIRECTORY; the
 * caller frees it.
 */
char *witness_path(const char *directory, const struct witness *witness);

/* All that is known without executing it, for a person; how one knows that the
 * promise was broken only WITH_REPORT. */
void witness_print(FILE *out, const struct witness *witness, bool with_report);

#endif
