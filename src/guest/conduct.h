/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The conductor of a guest: schedules decide the outcome of a round. */
#ifndef FSLITMUS_GUEST_CONDUCT_H
#define FSLITMUS_GUEST_CONDUCT_H

#include "actor/conductor.h"
#include "guest/protocol.h"
#include "schedule/search.h"

#define CONDUCT_HASHES 512

struct conduct {
	const struct guest_task *task;
	uint64_t index; /* of the task in its job */
	struct guest_reply *reply;
	struct search *search;
	/* The guest's files of the same names. */
	int status, hashes, schedules; /* the last: 0 if not wanted */
	volatile int stop;	       /* nonzero: the host wants an end */
	/* The conductor's own. */
	struct schedule schedule; /* of the round at work */
	struct guest_status writing;
	struct fslitmus_result run;
	bool listed;	    /* races are made as lists */
	bool may_be_whole;  /* and rounds too, once they are known */
	bool whole;	    /* the round at work is */
	bool mappings_stay; /* see struct executing */
	bool has_threads;
	uint64_t rounds;	   /* begun by the calling actor's process */
	unsigned int start;	   /* entry of P0's list that starts */
	uint32_t first_ticket;	   /* the kernel's, when it had started */
	uint32_t prologue_tickets; /* drawn before that */
	uint64_t hash[CONDUCT_HASHES];
	unsigned int hash_count;
};

/* A conductor to perform() TEST with. It points to CONDUCT. */
struct conductor conduct_with(struct conduct *conduct, const struct test *test);

/* Called after the last round: completes the reply. */
void conduct_end(struct conduct *conduct);

#endif
