/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A litmus test in memory. The parser makes it, the printer prints it, the
 * actors perform it and the contract judges it. It has no pointers into the
 * text that it was parsed from, and belongs to the holder of struct test.
 *
 * Places in a file are kept as they were written, in pages and bytes. They
 * become byte offsets where the page size is known: position_bytes().
 */
#ifndef FSLITMUS_LITMUS_TEST_H
#define FSLITMUS_LITMUS_TEST_H

#include <stdbool.h>
#include <stdint.h>

/* NAME.litmus has to fit into the 255 bytes of a file's name. */
#define TEST_NAME_SIZE 248
#define TEST_DOC_SIZE 2048
#define TEST_MAX_FILES 6       /* a stamp has three bits for the file */
#define TEST_MAX_PROCESSES 8   /* a stamp has four bits for the writer */
#define TEST_MAX_OPERATIONS 24 /* of one process; a stamp has six bits */
#define TEST_MAX_MAPPINGS 16   /* of all processes */
#define TEST_WORD 8	       /* bytes: places are multiples of this */
#define TEST_MAX_FILE_BYTES (8u << 20) /* a stamp has twenty bits of words */

struct op_type;

/* PAGE + BYTE: pages of the running kernel, bytes may be negative. */
struct position {
	int32_t page;
	int32_t byte;
};

/* [start, end) */
struct range {
	struct position start;
	struct position end;
};

enum file_content {
	CONTENT_ABSENT,	   /* an operation creates it */
	CONTENT_HOLE,	   /* size set, no blocks */
	CONTENT_UNWRITTEN, /* fallocate()d and not written */
	CONTENT_WRITTEN,   /* full of stamps */
	CONTENT_REFLINK,   /* a reflink of another, earlier file */
};

enum file_cache {
	CACHE_DIRTY,	 /* dirty, as write(2) leaves it */
	CACHE_SYNCED,	 /* fsync()ed: clean, still cached */
	CACHE_WRITEBACK, /* writeback was started, and not waited for */
	CACHE_EVICTED,	 /* fsync()ed and dropped from the page cache */
};

struct file_decl {
	char name[16];
	struct position size; /* of a reflink: that of its source */
	enum file_content content;
	enum file_cache cache;
	int reflink_of; /* index of the source, or -1 */
	int line;
};

/*
 * A mapping, which the operation "map" makes. The threads of its process share
 * it.
 */
struct mapping_decl {
	char name[16];
	int file;
	int process;	    /* index of the process owning the memory */
	struct range range; /* of the file */
	bool whole;	    /* no range was written: all of the file */
	bool shared;
	bool writable;
};

struct operation {
	const struct op_type *type;
	int process;	    /* index in test.processes */
	int index;	    /* in the process; its generation is index+1 */
	int file;	    /* index, or -1: the file operated on */
	int mapping;	    /* index, or -1; file is then the mapped file */
	bool whole;	    /* no range was written: the whole object */
	struct range range; /* on file; start only where a size is meant */
	int target;	    /* index of the second file, or -1 */
	struct position target_at; /* where in it */
	unsigned int options;	   /* bit i: type->options[i] was written */
	int line, column;
};

struct process {
	int thread_of; /* index of the process whose memory it shares */
	int count;
	int prologue;	     /* operations done before the start barrier */
	bool explicit_start; /* a "start" line was written */
	struct operation operations[TEST_MAX_OPERATIONS];
};

enum reach_value {
	REACH_OLD, /* what the file held initially */
	REACH_ZERO,
	REACH_NEW, /* a stamp that an operation wrote */
	REACH_SIGBUS,
	REACH_ERROR, /* the operation failed with any errno */
	REACH_DONE,  /* the operation succeeded */
};

/* The observation that proves that the race's window was entered. */
struct reach {
	bool given;
	int process;
	int operation; /* index in the process */
	enum reach_value value;
};

enum knob {
	KNOB_MADV_RANDOM = 1,  /* MADV_RANDOM on every mapping */
	KNOB_NO_READAHEAD = 2, /* POSIX_FADV_RANDOM on every descriptor */
};

struct test {
	char name[TEST_NAME_SIZE];
	char doc[TEST_DOC_SIZE]; /* leading comment, without the '#' */
	unsigned int knobs;
	int files, processes, mappings;
	struct file_decl file[TEST_MAX_FILES];
	struct process process[TEST_MAX_PROCESSES];
	struct mapping_decl mapping[TEST_MAX_MAPPINGS];
	struct reach reach;
};

/* The byte offset of AT. Negative if the test is wrong. */
static inline int64_t position_bytes(struct position at, uint32_t page_size)
{
	return (int64_t)at.page * page_size + at.byte;
}

/*
 * The process in whose address space PROCESS runs: itself, unless it is a
 * thread.
 */
static inline int address_space(const struct test *test, int process)
{
	int of = test->process[process].thread_of;

	return of < 0 ? process : of;
}

/*
 * The bytes that OPERATION covers: its range, or all of its mapping or file,
 * with the size that the file is declared with.
 */
void operation_bytes(const struct test *test, const struct operation *operation,
		     uint32_t page_size, int64_t *start, int64_t *end);

/* The bytes of its file that mapping INDEX covers, rounded to whole pages. */
void mapping_bytes(const struct test *test, int index, uint32_t page_size,
		   int64_t *start, int64_t *end);

#endif
