/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One test performed in one directory under supervision: what the backends of
 * the running kernel have in common. begin, perform, perhaps look again
 * after a remount, end.
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
	struct kernel_log *log;	/* NULL: cannot be read */
	const char *device;	/* "loop3", or "": none of our own */
	int directory;		/* empty, for the test's files */
	int thaw;		/* of the filesystem to thaw, or -1 */
	bool sound_disk;	/* as struct perform_options has it */
	uint32_t round_tag;	/* of the first round */
	bool keep_files;	/* for live_look_again() */
	/* Set by the functions below. */
	char comm[KERNEL_LOG_COMM_SIZE];
	struct supervised supervised;
	bool full;		/* the filesystem had too little room */
	bool disk_failed;	/* below it, as the kernel log has it */
};

/*
 * Clear RESULT. False, with status and reason in it, if the test must not
 * be tried: too little room, where running out of it looks like a fault.
 */
bool live_begin(struct live *live, struct result *result);

void live_perform(struct live *live, struct result *result);

/* Was all well so far, so that a look after remount makes sense? */
bool live_went_well(const struct live *live, const struct result *result);

/* The same files, in live->directory of the filesystem mounted anew. */
void live_look_again(struct live *live, struct result *result);

/* Read the kernel log and settle the status. */
void live_end(struct live *live, struct result *result);

#endif
