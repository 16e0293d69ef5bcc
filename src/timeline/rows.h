/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of an execution as rows of a table, before it has a width. */
#ifndef FSLITMUS_TIMELINE_ROWS_H
#define FSLITMUS_TIMELINE_ROWS_H

#include "timeline/held.h"
#include "timeline/timeline.h"

/* The column a row is in: a process, or the one that all workers share. */
#define COLUMN_WORKERS TEST_MAX_PROCESSES
#define COLUMN_COUNT (TEST_MAX_PROCESSES + 1)
/* Across all columns. */
#define COLUMN_ACROSS COLUMN_COUNT

#define ROW_TEXT_SIZE 320

enum row_kind {
	ROW_OPERATION, /* begins, or all of it */
	ROW_RETURNED,
	ROW_FAULT, /* begins and ends */
	ROW_FUNCTION,
	ROW_LOCK,
	ROW_PAGE, /* what happens to a page of the cache */
	ROW_WAITS,
	ROW_PREEMPTED,
	ROW_RESUMED,
	ROW_CONFLICT, /* one of the accesses that conflict */
};

struct row {
	uint64_t time; /* virtual ns since the first event */
	uint8_t kind;  /* enum row_kind */
	uint8_t column;
	uint8_t indent;
	bool is_hidden; /* it turned out to be of no interest */
	/* PREEMPTED, WAITS: number of rows when the actor ran again; 0: it
	   never did. */
	uint32_t until;
	char text[ROW_TEXT_SIZE];
	/* Where in the source: "" or a path below the tree, first to last. */
	const char *file;
	int line, last_line;
	/* What each column's actor holds after it; "" between operations. */
	char held[COLUMN_COUNT][HELD_TEXT_SIZE];
};

struct rows {
	struct row *at;
	size_t count, room;
	uint32_t preemptions; /* all of them, shown or not */
	uint32_t folded;      /* preemptions that no row shows */
	uint64_t points;
};

/* To be freed with rows_free(). */
struct rows *rows_read(const struct timeline *what);
void rows_free(struct rows *rows);

#endif
