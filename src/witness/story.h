/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of an execution as rows of a table, before it has a width. */
#ifndef FSLITMUS_WITNESS_STORY_H
#define FSLITMUS_WITNESS_STORY_H

#include "witness/held.h"
#include "witness/timeline.h"

/* Where a row stands: the processes, then one column for all workers. */
#define STORY_WORKERS TEST_MAX_PROCESSES
#define STORY_COLUMNS (TEST_MAX_PROCESSES + 1)
/* Across all columns. */
#define STORY_ACROSS STORY_COLUMNS

#define ROW_TEXT_SIZE 320

enum row_kind {
	ROW_OPERATION,		/* begins, or all of it */
	ROW_RETURNED,
	ROW_FAULT,		/* begins and ends */
	ROW_FUNCTION,
	ROW_LOCK,
	ROW_PAGE,		/* what becomes of a page of the cache */
	ROW_WAITS,
	ROW_PREEMPTED,
	ROW_RESUMED,
	ROW_CONFLICT,		/* one of the accesses that conflict */
};

struct row {
	uint64_t time;		/* virtual ns since the first event */
	uint8_t kind;		/* enum row_kind */
	uint8_t column;
	uint8_t indent;
	bool is_hidden;		/* it turned out to be of no interest */
	/* PREEMPTED, WAITS: the row that ends it; 0: none. */
	uint32_t until;
	char text[ROW_TEXT_SIZE];
	/* Where in the source: "" or a path below the tree, first to last. */
	const char *file;
	int line, last_line;
	/* What everybody holds after it; "" for who is at no operation. */
	char held[STORY_COLUMNS][HELD_TEXT_SIZE];
};

struct story {
	struct row *rows;
	size_t count, room;
	uint32_t preemptions;	/* all of them, shown or not */
	uint32_t folded;	/* of them, in rows that are hidden */
	uint64_t points;
};

/* To be freed with story_free(). */
struct story *story_tell(const struct timeline *what);
void story_free(struct story *story);

/* Does the function say what happens to the page cache? */
bool story_is_telling(const struct symbol_frame *frame);

#endif
