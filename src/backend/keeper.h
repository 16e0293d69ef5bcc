/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A keeper is a small process that cleans up if the command is killed. It kills
 * the processes of a running test, thaws the filesystem that they may have
 * frozen, and removes the directory that the keeper itself made. It has a
 * session of its own, so that signals to the command's process group do not
 * reach it, and ends soon after the command.
 *
 * Images, loop devices and mounts need no keeper: images have no name, loop
 * devices free themselves (autoclear), and mounts are never attached, so the
 * kernel removes all of them with the last descriptor.
 */
#ifndef FSLITMUS_BACKEND_KEEPER_H
#define FSLITMUS_BACKEND_KEEPER_H

#include <sys/types.h>

#include "base/scratch.h"

struct keeper_memory;

struct keeper {
	pid_t pid;		      /* 0: there is none */
	int socket;		      /* shut down when the keeper may end */
	struct keeper_memory *memory; /* shared with it and the runner */
	char name[SCRATCH_NAME_SIZE]; /* of the directory it made */
};

/* What it looks after. The caller keeps both descriptors. */
struct keeper_duty {
	int thaw;   /* of the filesystem to thaw, or -1 */
	int parent; /* where to make a scratch directory, after removing
			   those that killed runs left; or -1 */
};

/*
 * Returns 0, or -errno if the directory cannot be made or no process started;
 * then nothing is left.
 */
int keeper_start(struct keeper *keeper, const struct keeper_duty *duty);

/*
 * Names the process group to kill if the command dies. Its leader calls this
 * before it does anything else. 0: the group is gone.
 */
void keeper_watch(struct keeper *keeper, pid_t group);

/*
 * Has the keeper clean up now and end. Returns 0, or -errno if the directory
 * could not be removed: -EBUSY if a process cannot be killed, for which the
 * keeper goes on waiting by itself. Does nothing without a keeper.
 */
int keeper_end(struct keeper *keeper);

#endif
