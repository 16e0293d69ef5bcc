/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One test performed in one directory under supervision: what the backends of
 * the running kernel have in common. Call begin, perform, perhaps look_again
 * after a remount, and end.
 */
#ifndef FSLITMUS_BACKEND_LIVE_H
#define FSLITMUS_BACKEND_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "backend/backend.h"
#include "backend/keeper.h"
#include "kernel/kernel_log.h"
#include "backend/supervise.h"

struct live {
	/* Filled by the backend. */
	const struct target *target;
	const struct test *test;
	struct keeper *keeper;	/* at work */
	struct kernel_log *log; /* NULL: cannot be read */
	const char *device;	/* "loop3", or "": none of our own */
	int directory;		/* empty, for the test's files */
	int thaw;		/* of the filesystem to thaw, or -1 */
	bool sound_disk;	/* as struct perform_options has it */
	uint32_t round_tag;	/* of the first round */
	bool keep_files;	/* for live_look_again() */
	/* Set by the functions below. */
	char comm[KERNEL_LOG_COMM_SIZE];
	struct supervised supervised;
	bool full;	  /* the filesystem had too little room */
	bool disk_failed; /* below it, as the kernel log has it */
};

/*
 * Clears RESULT. False, with status and reason in it, if the filesystem has too
 * little room: running out of it would look like a fault.
 */
bool live_begin(struct live *live, struct result *result);

void live_perform(struct live *live, struct result *result);

/* Whether a look after a remount makes sense: nothing went wrong so far. */
bool live_went_well(const struct live *live, const struct result *result);

/* Looks at the same files after a remount, in live->directory. */
void live_look_again(struct live *live, struct result *result);

/* Read the kernel log and settle the status. */
void live_end(struct live *live, struct result *result);

#endif
