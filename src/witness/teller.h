/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to src/witness/story.c: the state of telling. */
#ifndef FSLITMUS_WITNESS_TELLER_H
#define FSLITMUS_WITNESS_TELLER_H

#include "witness/story.h"

#define TELLER_SEEN 128
#define TELLER_NAME 96

enum page_verb {
	PAGE_ADDED,
	PAGE_READ,
	PAGE_MAPPED,
	PAGE_MAPPED_LATE,	/* when it had left the file */
	PAGE_WRITABLE,
	PAGE_DROPPED,
	PAGE_LOCKED,
	PAGE_UNLOCKED,
};

/* Pages, one after the other, of which the same is to be told. */
struct page_run {
	uint32_t row;		/* where they are told, from 1; 0: nowhere */
	enum page_verb verb;
	uint8_t file;
	uint32_t low, high;	/* the last one included */
	bool is_bad;		/* what was seen in it is not allowed */
};

struct teller_actor {
	bool is_shown;
	int operation;		/* index in the process, or -1 */
	uint32_t operation_row;	/* rows are counted from 1; 0: none */
	bool faulted, in_fault;
	/* Of its last point. */
	char function[TELLER_NAME];
	const char *file;
	int line;
	char address[16];
	uint32_t function_row;
	struct page_run run;
	/* Functions told in the operation or fault, by their names. */
	const char *seen[TELLER_SEEN];
	int seen_count;
	uint32_t away_row;	/* tells that it left; 0: it is here */
	uint32_t preemption;	/* number of its last one */
};

struct teller {
	const struct timeline *what;
	struct story *story;
	struct locks locks;
	struct teller_actor actors[FSLITMUS_ACTORS];
	const struct fslitmus_event *event;	/* the one at work */
	size_t at;		/* its index */
	/* For each event the next one of its actor, or the count. */
	size_t *next;
	/* Where each operation ends. */
	size_t end[TEST_MAX_PROCESSES][TEST_MAX_OPERATIONS];
	struct held_folio bad;	/* the page the verdict is about, if any */
	int worker;		/* whose rows the workers' column has */
};

#endif
