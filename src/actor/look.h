/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One final look at a file: a load of all of a mapping, or a read of all of
 * the file. An executor may defer looks and conclude them later.
 */
#ifndef FSLITMUS_ACTOR_LOOK_H
#define FSLITMUS_ACTOR_LOOK_H

#include "actor/execute.h"

struct final;

struct look {
	struct final *final; /* NULL where a look cannot fail */
	enum view view;
	int file;
	int mapping; /* the look's own process has; or -1 */
	/* Its call and the result. progress.done counts the bytes read. */
	struct execution execution;
};

/* Takes LOOK now: repeats its call until all is read, and concludes it. */
void look_now(struct look *look);

/* After a call: must it be made again, for the rest of the file? */
bool look_goes_on(struct look *look);

/* Records the observations. */
void look_conclude(struct look *look);

/* Makes a mapping of SIZE bytes of the file to look through. 0 or -errno. */
int look_map(struct actor *actor, int file, uint64_t size);
void look_unmap(struct actor *actor, uint64_t size);

#endif
