/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Perform a test again and again in one directory, and judge each round. */
#ifndef FSLITMUS_ACTOR_PERFORM_H
#define FSLITMUS_ACTOR_PERFORM_H

#include <stdbool.h>
#include <stdint.h>

#include "actor/result.h"
#include "litmus/test.h"

struct conductor;

struct perform_options {
	int directory;		/* descriptor of an empty directory */
	bool own_fs;		/* the filesystem is ours alone: freeze and
				   drop-caches are allowed */
	bool sound_disk;	/* as failure_judge() has it */
	uint64_t seed;
	uint32_t round_tag;	/* added to the round's number in its stamps,
				   so that runs in one directory differ */
	uint64_t rounds;	/* at most so many; 0: no limit */
	uint64_t stop_after;	/* forbidden rounds; 0: never */
	uint32_t final_every;	/* look through O_DIRECT and after eviction
				   in every Nth round, and in each round with
				   a new outcome; 0: never */
	bool keep_files;	/* leave the last round's files in place, for
				   a look after remount */
	const volatile int *stop; /* set to nonzero to end after the round */
	const struct conductor *conductor; /* NULL: the machine decides */
};

/*
 * Runs in the calling process, which becomes the leader and performs P0;
 * forks or clones the other processes and reaps them. RESULT must be all
 * zeroes but for what the caller knows; perform() fills in everything but
 * its status, complaint. Files that cannot be set up because the filesystem
 * failed (C6) make a last, forbidden round. Returns 0, or -errno with
 * result->reason saying what could not be done; -EOPNOTSUPP means skipped: the reason names what
 * the filesystem lacks.
 */
int perform(const struct test *test, const struct perform_options *options,
	    struct result *result);

/*
 * Look once more at the files that perform() left (keep_files), through
 * read(2) after a remount, and judge the last round with it. DIRECTORY is
 * the same directory on the filesystem mounted anew; SOUND_DISK as above.
 * Updates RESULT.
 */
int perform_remounted(const struct test *test, int directory, bool sound_disk,
		      struct result *result);

#endif
