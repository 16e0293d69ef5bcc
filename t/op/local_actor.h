/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The least actor that operations can work with: one process, one operation
 * at a time, files with image_stamp() words, and a note of what was seen.
 * It takes no part in races; it is there to look at operations alone.
 */
#ifndef T_OP_LOCAL_ACTOR_H
#define T_OP_LOCAL_ACTOR_H

#include "actor/actor.h"
#include "op/image.h"

enum sight {
	SIGHT_NONE,
	SIGHT_WORD,
	SIGHT_ABSENT,
	SIGHT_SIGNAL,
};

struct local_actor {
	struct actor actor;
	struct memory memory;
	struct record record;
	int tag; /* of the stamps written */
	uint32_t tickets;
	/* What the operation at work saw of its file. */
	int seen; /* words */
	enum sight sight[IMAGE_WORDS];
	uint64_t word[IMAGE_WORDS]; /* or the signal */
};

/* DIRECTORY is where the files of TEST are, or are to be created. */
void local_actor_init(struct local_actor *local, const struct test *test,
		      int directory);

/* Unmaps and closes what it has. */
void local_actor_finish(struct local_actor *local);

/* Perform, checking that the operation keeps the rules of actor.h. */
void local_actor_perform(struct local_actor *local,
			 const struct operation *operation, int tag);

#endif
