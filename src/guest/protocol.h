/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the host asks a guest to do, and what it gets back. A guest is a
 * function of its input: it reads one job, performs its tasks in order, writes
 * one reply for each, and powers off. It never waits for the host and reads no
 * clock of the host. So the same job on the same kernel and image gives the
 * same replies, bit for bit.
 *
 * Both are files in the directory that is the guest's root (hostfs):
 *
 *	init		the guest's program
 *	dev proc tmp mnt	empty directories
 *	image		the filesystem, as image.h has it, if there is one
 *	job		struct guest_job, then its tasks (struct guest_task)
 *	status		struct guest_status, rewritten before every schedule;
 *			what was in flight when the guest died
 *	stop		made by the host: the guest ends after the current
 *			schedule. It looks every GUEST_STOP_EVERY schedules.
 *			Nothing else depends on time
 *	reply.N		struct guest_reply of task N; complete when it has the
 *			size of that. Pages of zeroes are holes
 *	hashes.N	the execution hash of each schedule, 64 bits each
 *	events.N	struct fslitmus_event of the last schedule, with
 *			GUEST_TRACE
 *	schedules.N	the string of each schedule, one a line, with
 *			GUEST_SCHEDULES
 *	kmsg		what the kernel logged since the filesystem was
 *			mounted, as /dev/kmsg gives it
 *	fsck		what fsck said of the filesystem; empty: it is clean.
 *			Written last
 *
 * To repeat an execution with its events, take the task of the run in which it
 * was seen, reduce count so that it is the last, and set GUEST_TRACE. To run one
 * schedule alone, or after some chosen by hand, set count to 0 and last to the
 * sequence.
 *
 * An execution also depends on the earlier schedules of the same boot, for
 * example through free blocks and the position in the journal. In a run, a boot
 * performs only one test. The boot of schedule k began with number
 * k - k % GUEST_BATCH or, if a guest had died in schedule j, with j + 1; this
 * number is result.schedule_first. So (test, seed, strategy, first, k) repeats
 * the execution.
 *
 * Host and guest are built from the same source; no struct holds pointers.
 */
#ifndef FSLITMUS_GUEST_PROTOCOL_H
#define FSLITMUS_GUEST_PROTOCOL_H

#include <stddef.h>

#include "actor/result.h"
#include "fslitmus_uapi.h"

#define GUEST_MAGIC 0x6c736605u /* changes with every struct here */

/* The most schedules that one boot performs for a run. */
#define GUEST_BATCH 4096
#define GUEST_STOP_EVERY 16

#define GUEST_TEXT_SIZE 65536

struct guest_job {
	uint32_t magic;
	uint32_t tasks;
	char filesystem[32]; /* name of its configuration (fs/fs.h) */
	uint32_t has_image;  /* there is one in the root, beside the job */
};

/* Record the events of the task's last schedule. */
#define GUEST_TRACE (1u << 0)
/* Write down all schedules. */
#define GUEST_SCHEDULES (1u << 1)

#define GUEST_NEVER UINT64_MAX

struct guest_task {
	char test[GUEST_TEXT_SIZE]; /* the test's text */
	/* How schedules are chosen: schedule/search.h. */
	char strategy[SCHEDULE_TEXT_SIZE];
	uint64_t seed;
	uint64_t first; /* number of the first schedule */
	uint64_t count; /* so many are chosen */
	/* Then those of this sequence (schedule/sequence.h); may be empty. */
	char last[SCHEDULE_TEXT_SIZE];
	uint32_t flags;	      /* GUEST_... */
	uint32_t final_every; /* see struct perform_options */
	uint64_t stop_after;
	/* From this schedule on, no result of a call is assumed: each call is
	   made at once, and its result is used. GUEST_NEVER: results are always
	   assumed. */
	uint64_t singly_from;
};

enum guest_state {
	GUEST_BOOTING = 0,
	GUEST_MOUNTING,
	GUEST_READY,	  /* the first schedule is being set up */
	GUEST_PERFORMING, /* a schedule is in flight */
	GUEST_UNMOUNTING, /* all tasks are done */
	GUEST_CHECKING,	  /* fsck runs */
};

struct guest_status {
	uint32_t magic;
	uint32_t state;
	/* It ended because a call did not return the result assumed for it. */
	uint64_t surprised;
	uint64_t task;
	uint64_t schedule; /* number of the one in flight */
	/* Its string. Only as much is written as the string is long. */
	char text[SCHEDULE_TEXT_SIZE];
};

/* The bytes of a status whose string has LENGTH letters. */
#define GUEST_STATUS_SIZE(length) \
	(offsetof(struct guest_status, text) + (length) + 1)

/* One executed schedule. */
struct guest_execution {
	uint64_t number;
	struct fslitmus_result run;
	/* run.preemptions_kept entries: the schedule written as "at". */
	struct fslitmus_preemption preemptions[FSLITMUS_PREEMPTIONS];
};

struct guest_reply {
	uint32_t magic;
	int32_t error;		/* what perform() returned */
	uint64_t schedules;	/* performed */
	uint64_t points, legal; /* of all schedules together */
	struct fslitmus_info info;
	/* As perform() left it. result.schedule is the string of shown. */
	struct result result;
	/* The execution to which result.history belongs, or the last one if all
	   were allowed. */
	struct guest_execution shown;
};

#endif
