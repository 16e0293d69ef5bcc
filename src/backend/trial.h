/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One test tried in one directory under supervision: what the backends of
 * the running kernel have in common. begin, perform, perhaps look again
 * after a remount, end.
 */
#ifndef FSLITMUS_BACKEND_TRIAL_H
#define FSLITMUS_BACKEND_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "backend/backend.h"
#include "backend/keeper.h"
#include "backend/kernel_log.h"
#include "backend/supervise.h"

struct trial {
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
	bool keep_files;	/* for trial_look_again() */
	/* The trial's own. */
	char comm[KERNEL_LOG_COMM_SIZE];
	struct supervised supervised;
	bool full;		/* the filesystem had too little room */
	bool disk_failed;	/* below it, as the kernel log has it */
};

/*
 * Clear RESULT. False, with status and reason in it, if the test must not
 * be tried: too little room, where running out of it looks like a fault.
 */
bool trial_begin(struct trial *trial, struct result *result);

void trial_perform(struct trial *trial, struct result *result);

/* Was all well so far, so that a look after remount makes sense? */
bool trial_went_well(const struct trial *trial, const struct result *result);

/* The same files, in trial->directory of the filesystem mounted anew. */
void trial_look_again(struct trial *trial, struct result *result);

/* Read the kernel log and settle the status. */
void trial_end(struct trial *trial, struct result *result);

#endif
