/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A test's files in their initial state, made anew for every round. */
#ifndef FSLITMUS_ACTOR_FILES_H
#define FSLITMUS_ACTOR_FILES_H

#include "actor/actor.h"

struct files {
	struct actor *actor; /* makes them and keeps their descriptors */
	uint64_t inside_ns;  /* in timed rounds: spent in system calls */
	bool counting;	     /* count the cached pages in this round */
	uint64_t kept_pages; /* cached, though the test wants them evicted */
	int kept_all;	     /* counted rounds in which nothing left */
	bool evicts;	     /* in some counted round a page left */
	char *reason;	     /* RESULT_TEXT_SIZE bytes: what went wrong */
};

/*
 * Makes all files as the test declares them, with ACTOR's round in their
 * stamps. Returns 0, or -errno with the reason; -EOPNOTSUPP if the filesystem
 * has no such files. After a failure too, files_remove() removes what was made.
 */
int files_create(struct files *files);

/* Unlink all files, those that operations created too. */
void files_remove(struct files *files);

/* Close the descriptors that ACTOR has of the files. */
void files_close(struct actor *actor);

#endif
