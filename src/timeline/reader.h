/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to src/timeline/: the state while events are read one by one and
 * made into rows, and the functions that read one kind of event each.
 *
 * A row that later events may still change is remembered by its number,
 * counted from 1, because the array of rows moves as it grows; 0 is no row.
 */
#ifndef FSLITMUS_TIMELINE_READER_H
#define FSLITMUS_TIMELINE_READER_H

#include "timeline/rows.h"

#define MICROSECOND 1000
#define READER_SEEN 128
#define READER_NAME 96

enum page_change {
	PAGE_ADDED,
	PAGE_READ,
	PAGE_MAPPED,
	PAGE_MAPPED_LATE, /* after it was dropped from the file */
	PAGE_WRITABLE,
	PAGE_ZEROED, /* a part of a large folio, in place */
	PAGE_SPLIT,
	PAGE_MOVED,
	PAGE_DROPPED,
	PAGE_LOCKED,
	PAGE_UNLOCKED,
};

/* Adjacent pages to which the same happened, in one row. */
struct page_range {
	uint32_t row;
	enum page_change change;
	uint8_t file;
	uint8_t order;	    /* of their folios */
	uint8_t into;	    /* SPLIT: of the parts */
	uint32_t low, high; /* the last one included */
	bool is_bad;	    /* what was seen in it is not allowed */
};

struct reader_actor {
	bool is_shown;
	int operation; /* index in the process, or -1 */
	uint32_t operation_row;
	bool faulted, in_fault;
	uint64_t fault_page; /* of its last fault, or UINT64_MAX */
	/* Of its last point. */
	char function[READER_NAME];
	const char *file;
	int line;
	char address[16];
	uint32_t function_row;
	struct page_range pages;
	/* Functions shown in this operation or fault; compared as pointers. */
	const char *seen[READER_SEEN];
	int seen_count;
	uint32_t away_row;   /* says why it does not run; 0: it runs */
	uint32_t preemption; /* number of its last one */
};

struct reader {
	const struct timeline *what;
	struct rows *rows;
	struct locks locks;
	struct reader_actor actors[FSLITMUS_ACTORS];
	const struct fslitmus_event *event; /* the one being read */
	size_t at;			    /* its index */
	/* For each event, the next one of its actor, or the count. */
	size_t *next;
	/* The event that ends each operation. */
	size_t end[TEST_MAX_PROCESSES][TEST_MAX_OPERATIONS];
	struct held_folio bad; /* the page the verdict is about, if any */
	int worker;	       /* whose rows the workers' column has */
};

/* The actor of the event being read. */
static inline struct reader_actor *reader_actor(struct reader *reader)
{
	return &reader->actors[reader->event->actor];
}

static inline bool reader_is_process(const struct reader *reader, int actor)
{
	return actor < reader->what->test->processes;
}

/* The operation during which EVENT happened, or NULL. */
const struct operation *reader_operation(const struct reader *reader,
					 const struct fslitmus_event *event);
/* The next event of the actor of event number AT, or NULL. */
const struct fslitmus_event *reader_next(const struct reader *reader,
					 size_t at);

/* row.c: rows. */

/* A row at the end, for the event being read; valid until the next one. */
struct row *row_add(struct reader *reader, enum row_kind kind);
/* The row of this number. */
struct row *row_numbered(const struct reader *reader, uint32_t number);
/* Appends to the text of a row. */
void row_append(struct row *row, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Puts the place of the actor's last point into a row. */
void row_set_place(struct row *row, const struct reader_actor *actor);
/* Fills in what everybody holds now. */
void row_set_held(struct reader *reader, struct row *row);
/* Whether no row that is shown follows it; false for no row. */
bool row_is_last(const struct reader *reader, uint32_t number);

/* What each kind of event becomes. */
void function_point(struct reader *reader);    /* functions.c */
void lock_event(struct reader *reader);	       /* locks.c */
void preemption_begins(struct reader *reader); /* preemptions.c */
void preemption_ends(struct reader *reader);
void operation_begins(struct reader *reader); /* operations.c */
void operation_ends(struct reader *reader);
void fault_begins(struct reader *reader);
void fault_ends(struct reader *reader);

/* filter.c: whether a function says what happens to the page cache. */
bool filter_wants(const struct symbol_frame *frame);

/* locks.c: the lock of EVENT as people call it; whether a test's file has it. */
void lock_name(const struct reader *reader, const struct fslitmus_event *event,
	       char *name, size_t size);
bool lock_is_of_test(const struct reader *reader,
		     const struct fslitmus_event *event);

/* pages.c: what the event being read means for a page. */
void page_event(struct reader *reader);
/* After a point of another function of the same actor. */
void page_writing(struct reader *reader, const char *function);
/* After a point where the actor zeroes memory. */
void page_zeroing(struct reader *reader);
void page_folio_locked(struct reader *reader, struct held_folio folio);
void page_folio_unlocked(struct reader *reader, int owner,
			 struct held_folio folio);

/*
 * preemptions.c: the actor does not run from the last row on. absence_ends()
 * hides that row if nobody did anything meanwhile, and says whether it stays.
 */
void absence_begins(struct reader *reader);
bool absence_ends(struct reader *reader);

/* waits.c: after an event: whether its actor then waits for another. */
void wait_look(struct reader *reader);

#endif
