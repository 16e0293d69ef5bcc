/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One final look at a file: a load of all of a mapping, or a read of all of
 * the file. An executor may put looks off and conclude them later.
 */
#ifndef FSLITMUS_ACTOR_LOOK_H
#define FSLITMUS_ACTOR_LOOK_H

#include "actor/execute.h"

struct final;

struct look {
	struct final *final;	/* NULL where a look cannot fail */
	enum view view;
	int file;
	int mapping;		/* the look's own process has; or -1 */
	/* Its call and what came of it. progress.done counts what was read. */
	struct execution execution;
};

/* Takes LOOK now: makes its call, as often as it takes, and concludes it. */
void look_now(struct look *look);

/* The call was made: is it to be made again, for the rest of the file? */
bool look_goes_on(struct look *look);

/* Records what was seen. */
void look_conclude(struct look *look);

/* Maps SIZE bytes of the file to look through it. 0 or -errno. */
int look_map(struct actor *actor, int file, uint64_t size);
void look_unmap(struct actor *actor, uint64_t size);

#endif
