/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A keeper is a small process that puts things back when the command is
 * killed and cannot: it kills the processes of a running test, thaws the
 * filesystem they may have frozen, and removes the directory that the
 * keeper itself made. It lives in a session of its own, so that what kills
 * the command's process group leaves it alone, and ends within moments of
 * the command.
 *
 * What needs no keeper: images have no name, loop devices let go of them
 * with the last descriptor (autoclear), and mounts are never attached, so
 * the kernel takes all of these back by itself.
 */
#ifndef FSLITMUS_BACKEND_KEEPER_H
#define FSLITMUS_BACKEND_KEEPER_H

#include <sys/types.h>

#include "base/scratch.h"

struct keeper_memory;

struct keeper {
	pid_t pid;		/* 0: none is at work */
	int socket;		/* shut down when the keeper may end */
	struct keeper_memory *memory; /* shared with it and the runner */
	char name[SCRATCH_NAME_SIZE]; /* of the directory it made */
};

/* What it looks after. Both descriptors stay the caller's. */
struct keeper_duty {
	int thaw;	/* of the filesystem to thaw, or -1 */
	int parent;	/* where to make a scratch directory, or -1: first those
			   that killed runs left there are removed */
};

/*
 * Returns 0, or -errno with nothing left: that of making the directory, or
 * of starting a process.
 */
int keeper_start(struct keeper *keeper, const struct keeper_duty *duty);

/*
 * The process group to kill if the command dies: called by its leader
 * itself, before anything else it does. 0 when it is gone.
 */
void keeper_watch(struct keeper *keeper, pid_t group);

/*
 * Do the duty now and end. Returns 0, or -errno if the directory could not
 * be removed; -EBUSY if the keeper still tries, behind a process that
 * cannot be killed, and goes on after the command. Safe if none is at work.
 */
int keeper_end(struct keeper *keeper);

#endif
