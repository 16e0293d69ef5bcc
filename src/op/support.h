/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the operations share; nothing outside src/op/ includes this. */
#ifndef FSLITMUS_OP_SUPPORT_H
#define FSLITMUS_OP_SUPPORT_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "actor/actor.h"
#include "op/op.h"

#define UNUSED __attribute__((unused))

/* The rows of the table, one in each file of src/op/. */
extern const struct op_type op_map, op_munmap, op_load, op_store, op_read,
	op_write, op_direct_read, op_direct_write, op_punch, op_zero,
	op_collapse, op_insert, op_allocate, op_unshare, op_truncate,
	op_reflink, op_dedupe, op_exchange, op_copy, op_sendfile, op_splice,
	op_fsync, op_fdatasync, op_sync_range, op_msync, op_evict,
	op_drop_caches, op_readahead, op_willneed, op_madvise, op_mlock,
	op_mprotect, op_mremap, op_freeze, op_thaw;

/*
 * Performing.
 */

/* Record a failure found while preparing, as if the call itself had failed. */
void op_fail(struct actor *actor, int error);

/* The descriptor of FILE, or -1 when op_fail() was called. */
int op_fd(struct actor *actor, int file);
int op_direct_fd(struct actor *actor, int file);

/* Scratch memory for LENGTH bytes, or NULL when op_fail() was called. */
char *op_buffer(struct actor *actor, uint64_t length);

/* A mapping, or NULL: it was never made, and the operation cannot run. */
char *op_mapping(const struct actor *actor, const struct operation *operation);

/*
 * Where to load or store LENGTH bytes at file offset START, or NULL: the
 * mapping was never made and the operation cannot run, or it is gone, and
 * SIGSEGV was recorded.
 */
char *op_access(struct actor *actor, const struct operation *operation,
		uint64_t start, uint64_t length);

/* End a memory access of LENGTH bytes, DONE of them; SIGNAL may be 0. */
void op_end_access(struct actor *actor, uint64_t done, uint64_t length,
		   int signal);

/*
 * The memory OPERATION covers, its start rounded down to a page as the
 * memory calls want it, or NULL: the operation cannot run.
 */
char *op_memory(const struct actor *actor, const struct operation *operation,
		uint64_t *length);

/* The one of the exclusive options that was written or is the default. */
int op_chosen(const struct operation *operation);

/*
 * The bytes of a file that go to another file. Of a whole file that is its
 * declared size, where actor_range() rounds up to a page.
 */
void op_source(const struct operation *operation, const struct layout *layout,
	       uint64_t *start, uint64_t *length);

/* fallocate(2) with MODE on the operation's range. */
void op_fallocate(struct actor *actor, const struct operation *operation,
		  int mode);

/* A call on a whole file that returns 0, or -1 with errno. */
void op_file_call(struct actor *actor, const struct operation *operation,
		  int (*call)(int fd));

/* posix_fadvise(2) with ADVICE on the range or the whole file. */
void op_fadvise(struct actor *actor, const struct operation *operation,
		int advice);

/* read(2) and its like: the range of the file, through FD. */
void op_pread(struct actor *actor, const struct operation *operation, int fd);
void op_pwrite(struct actor *actor, const struct operation *operation, int fd);

/*
 * PUSH moves at most LENGTH bytes at *OFFSET of a file into a pipe and
 * advances *OFFSET. What came through is read back and observed.
 */
typedef ssize_t op_push(int fd, off_t *offset, int pipe, size_t length);
void op_through_pipe(struct actor *actor, const struct operation *operation,
		     op_push *push);

/* End an ioctl(2): a filesystem that does not know it lacks the operation. */
void op_end_ioctl(struct actor *actor, int result, int64_t done,
		  int64_t wanted);

/*
 * Where mappings lie (place.c). Each mapping of a test has two places of
 * its own, kept free by an inaccessible reservation while the mapping is
 * elsewhere. So what munmap and mremap leave behind is not taken by the
 * next mapping, where a load still under way would see another file.
 */

/*
 * Addresses for LENGTH bytes of mapping INDEX from file offset OFFSET, not
 * those at AVOID (NULL: any); map there with MAP_FIXED. NULL with errno set.
 * Offset and address are equal modulo 2 MiB, as huge pages need.
 */
char *op_place(int index, uint64_t offset, uint64_t length, const char *avoid);

/* Mapping INDEX has left LENGTH bytes at ADDRESS: keep them free. */
void op_place_left(int index, char *address, uint64_t length);

/* Mapping to LENGTH bytes at ADDRESS failed: restore the reservation. */
void op_place_failed(int index, char *address, uint64_t length);

/*
 * Effects.
 */

/* The bytes OPERATION covers on its file. */
void op_extent(const struct operation *operation, const struct layout *layout,
	       uint64_t *start, uint64_t *end);

/* Append one effect unless it is empty; returns the new count. */
int op_effect(struct effect *effects, int count, enum effect_kind kind,
	      int file, uint64_t start, uint64_t end);

/* The same for MOVE and COPY: from SOURCE, SHIFT bytes further on. */
int op_effect_from(struct effect *effects, int count, enum effect_kind kind,
		   int file, uint64_t start, uint64_t end, int source,
		   int64_t shift);

/* Write to [start, end), growing the file if need be. */
int op_write_effects(const struct operation *operation,
		     const struct layout *layout,
		     struct effect effects[EFFECT_MAX]);

/* Copy the source's range to the target. */
int op_copy_effects(const struct operation *operation,
		    const struct layout *layout,
		    struct effect effects[EFFECT_MAX]);

#endif
