/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A test's files in their initial state, made anew for every round. */
#ifndef FSLITMUS_ACTOR_FILES_H
#define FSLITMUS_ACTOR_FILES_H

#include "actor/actor.h"

struct files {
	struct actor *actor;	/* who makes them; keeps their descriptors */
	uint64_t inside_ns;	/* in timed rounds: spent in system calls */
	bool counting;		/* look in this round what stays cached: */
	uint64_t kept_pages;	/* that the test wants evicted */
	int kept_all;		/* counted rounds in which nothing left */
	bool evicts;		/* in some counted round something did leave */
	char *reason;		/* RESULT_TEXT_SIZE bytes: what went wrong */
};

/*
 * Make all files as the test declares them, with ACTOR's round in their
 * stamps. Returns 0, or -errno with the reason; -EOPNOTSUPP if the
 * filesystem has no such files. What was made is there to be removed.
 */
int files_create(struct files *files);

/* Unlink all files, those that operations created too. */
void files_remove(struct files *files);

/* Close the descriptors that ACTOR has of the files. */
void files_close(struct actor *actor);

#endif
