/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Performs a test repeatedly in one directory, and judges each round. */
#ifndef FSLITMUS_ACTOR_PERFORM_H
#define FSLITMUS_ACTOR_PERFORM_H

#include <stdbool.h>
#include <stdint.h>

#include "actor/result.h"
#include "litmus/test.h"

struct conductor;

struct perform_options {
	int directory;	 /* descriptor of an empty directory */
	bool own_fs;	 /* the filesystem is ours alone: freeze and
				   drop-caches are allowed */
	bool sound_disk; /* as for failed_call_judge() */
	uint64_t seed;
	uint32_t round_tag;	  /* added to the round's number in its stamps,
				   so that runs in one directory differ */
	uint64_t rounds;	  /* the most to perform; 0: no limit */
	uint64_t stop_after;	  /* forbidden rounds; 0: never */
	uint32_t final_every;	  /* look through O_DIRECT and after eviction
				   in every Nth round, in each with a new
				   outcome, and in the last of ROUNDS; 0:
				   never */
	bool keep_files;	  /* leave the last round's files in place, for
				   a look after remount */
	const volatile int *stop; /* set to nonzero to end after the round */
	const struct conductor *conductor; /* NULL: live, without one */
};

/*
 * Runs in the calling process, which becomes the leader and performs P0. Forks
 * the other processes, or starts them as threads, and reaps them. RESULT must
 * be zero but for fields that the caller sets; perform() fills in everything
 * but status and complaint. If the filesystem fails (C6) while files are set
 * up, that is a last, forbidden round. Returns 0, or -errno with
 * result->reason; -EOPNOTSUPP means skipped, and the reason names what the
 * filesystem lacks.
 */
int perform(const struct test *test, const struct perform_options *options,
	    struct result *result);

/*
 * Looks once more at the files that perform() left (keep_files), through
 * read(2) after a remount, and judges the last round again with that look.
 * DIRECTORY is the same directory on the remounted filesystem; SOUND_DISK as
 * above. Updates RESULT.
 */
int perform_remounted(const struct test *test, int directory, bool sound_disk,
		      struct result *result);

#endif
