/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An actor is one process of a test at work: its files, its mappings, its
 * buffer, and where it records what it does. Runs under the command and in
 * the /init of a guest kernel alike (libc only, no shell, no helper program).
 */
#ifndef FSLITMUS_ACTOR_ACTOR_H
#define FSLITMUS_ACTOR_ACTOR_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "contract/effect.h"
#include "contract/history.h"
#include "litmus/test.h"

struct arena;
struct executor;

/* A load goes on at the page after one that raised a signal. */
struct fault {
	uint32_t at; /* bytes from the start of the load */
	int signal;
};

#define FAULT_PAGE 4096 /* the smallest there is */

struct faults {
	int count;
	struct fault at[TEST_MAX_FILE_BYTES / FAULT_PAGE + 1];
};

/* Mappings of one address space, shared by its threads. */
struct memory {
	/* Address of each mapping (its range's first page), or NULL. */
	char *address[TEST_MAX_MAPPINGS];
	uint64_t length[TEST_MAX_MAPPINGS]; /* bytes */
	uint64_t offset[TEST_MAX_MAPPINGS]; /* bytes into the file */
};

struct actor {
	const struct test *test;
	struct layout layout;
	int process;		       /* index in the test */
	struct arena *arena;	       /* memory shared with the other actors */
	struct history *history;       /* of this round, in the arena */
	uint32_t round;		       /* tag of this round's stamps */
	int directory;		       /* descriptor the test's files live in */
	bool zoned;		       /* they are zones: actor_file_name() */
	int fd[TEST_MAX_FILES];	       /* O_RDWR, or -1 */
	int direct_fd[TEST_MAX_FILES]; /* O_RDWR|O_DIRECT, -1 if not opened */
	int read_fd[TEST_MAX_FILES];   /* O_RDONLY, -1 if not opened */
	struct memory *memory;
	char *look;	     /* the mapping to look through: final.h */
	char *buffer;	     /* page-aligned scratch memory */
	size_t buffer_size;  /* bytes: at least the largest file */
	int pipe[2];	     /* for splice and sendfile */
	uint64_t pipe_bytes; /* what it takes */
	const struct executor *executor;   /* makes its calls */
	struct faults faults;		   /* of its latest load */
	struct record *record;		   /* of the current operation */
	const struct operation *operation; /* NULL in a final look */
	enum view view;			   /* where its observations are made */
	unsigned int uses; /* bit per file its operations name */
};

/* Byte offset of a place. */
uint64_t actor_offset(const struct actor *actor, struct position at);

/* The bytes of the file that OPERATION covers. */
void actor_range(const struct actor *actor, const struct operation *operation,
		 uint64_t *start, uint64_t *length);

/*
 * The file's name below the directory: its name in the test, or where files are
 * zones (zonefs) that of a sequential zone. A zone always exists, is written at
 * its end and past the page cache only, and is emptied by truncating it to 0.
 */
const char *actor_file_name(const struct actor *actor, int file);

/* open(2), with O_CLOEXEC: a descriptor that the caller keeps, or -errno. */
int actor_open(struct actor *actor, int file, int flags);

/* posix_fadvise(2) on the file, which is open. The result is ignored. */
void actor_advise(struct actor *actor, int file, int advice);

/* fsync(2) on the file, which is open. 0 or -errno. */
int actor_sync(struct actor *actor, int file);

/* The file's descriptor, O_RDWR; creates a file declared absent. Or -errno. */
int actor_fd(struct actor *actor, int file);

/*
 * A descriptor to map the file from, or -errno. For a zone that is mapped for
 * reading it is O_RDONLY, since zonefs refuses a shared mapping that could be
 * made writable. Otherwise it is that of actor_fd().
 */
int actor_map_fd(struct actor *actor, int file, bool writable);

/* The file's O_DIRECT descriptor, opened on first use, or -errno. */
int actor_direct_fd(struct actor *actor, int file);

/* Scratch memory holding OPERATION's stamps for LENGTH bytes at OFFSET. */
char *actor_stamps(struct actor *actor, const struct operation *operation,
		   int file, uint64_t offset, uint64_t length);

/*
 * Begins the current operation's record. Called immediately before the system
 * call or memory access, and actor_end() immediately after it, so that the
 * interval between their tickets contains as little else as possible.
 */
void actor_begin(struct actor *actor);
/*
 * RESULT as the call returned it: negative means failed, with errno. A
 * result equal to WANTED is RECORD_DONE, a smaller one RECORD_PARTIAL.
 */
void actor_end(struct actor *actor, int64_t result, int64_t wanted);

/*
 * Record that the operation saw LENGTH bytes DATA at OFFSET of FILE, the
 * rest up to WANTED being beyond the end of file (after actor_end()).
 * MAPPING is -1 for system calls.
 */
void actor_observe(struct actor *actor, int file, int mapping, uint64_t offset,
		   const void *data, uint64_t length, uint64_t wanted);

/* Record LENGTH bytes at OFFSET that raised SIGNAL (SIGBUS or SIGSEGV). */
void actor_observe_signal(struct actor *actor, int file, int mapping,
			  uint64_t offset, uint64_t length, int signal);

/*
 * Memory access that may fault. Copies LENGTH bytes (multiple of 8, both
 * 8-aligned) one aligned word at a time. Returns 0, or the signal raised
 * (SIGBUS, SIGSEGV) with *DONE bytes copied before it.
 */
int actor_copy(void *to, const void *from, uint64_t length, uint64_t *done);

/* ACTOR records for OPERATION, until actor_put_down(). */
void actor_take_up(struct actor *actor, const struct operation *operation);
void actor_put_down(struct actor *actor);

/* Perform one operation and record it; RECORD_NOT_RUN if it cannot run. */
void actor_perform(struct actor *actor, const struct operation *operation);

#endif
