/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the operations share; nothing outside src/op/ includes this. */
#ifndef FSLITMUS_OP_SUPPORT_H
#define FSLITMUS_OP_SUPPORT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

#include "op/op.h"

#define UNUSED __attribute__((unused))

/*
 * Calls. Each fills in what it names; the rest of the call is left alone.
 */

/* The one of the exclusive options that was written or is the default. */
int op_chosen(const struct operation *operation);

/*
 * The bytes of a file that go to another file. Of a whole file that is its
 * declared size, where op_range() rounds up to a page.
 */
void op_source(const struct operation *operation, const struct layout *layout,
	       uint64_t *start, uint64_t *length);

/* The bytes OPERATION covers on its file. */
void op_range(const struct operation *operation, const struct layout *layout,
	      uint64_t *start, uint64_t *length);

/* The place in the second file, as a value. */
struct argument op_target_at(const struct operation *operation,
			     const struct layout *layout);

/* fallocate(2) with MODE on the operation's range. */
void op_fallocate(const struct operation *operation,
		  const struct layout *layout, int mode, struct call *call);

/* The call NUMBER on a descriptor of the file alone. */
void op_file_call(const struct operation *operation, long number,
		  struct call *call);

/* ioctl(2) with REQUEST and no more on the file. */
void op_file_ioctl(const struct operation *operation, unsigned long request,
		   struct call *call);

/*
 * The call NUMBER, CALL_MOVE or CALL_SPLIT, on the pages of the range; and what
 * an operation that makes it came to, which does not fail because of folios
 * that the kernel left as they were.
 */
void op_pages(const struct operation *operation, const struct layout *layout,
	      uint32_t number, struct call *call);
struct op_result op_pages_done(const struct operation *operation,
			       const struct layout *layout,
			       const struct op_progress *progress,
			       const char *buffer);

/* A write(2) of DIGIT to CONTROL. */
void op_control(enum control control, char digit, struct call *call);

/* posix_fadvise(2) with ADVICE on the range or the whole file. */
void op_fadvise(const struct operation *operation, const struct layout *layout,
		int advice, struct call *call);

/* pread(2) of the range through FROM, a descriptor. */
void op_pread(const struct operation *operation, const struct layout *layout,
	      struct argument from, struct call *call);

/* pwrite(2) of stamps to the range through TO, a descriptor. */
void op_pwrite(const struct operation *operation, const struct layout *layout,
	       struct argument to, struct call *call);

/*
 * The call NUMBER on the memory OPERATION covers, its start rounded down to a
 * page as the memory calls want it, with THIRD for its third argument.
 */
void op_memory_call(const struct operation *operation,
		    const struct layout *layout, long number, uint64_t third,
		    struct call *call);

/* Append a member to the structure in the buffer. */
void op_field(struct call *call, int at, int size, struct argument argument);

/*
 * Moving the range through the process's pipe: PUSH fills in the call that
 * moves at most LENGTH bytes from byte AT of the file into the pipe. It finds
 * AT in the buffer, as an off_t at OFFSET_AT, and need not advance it.
 */
typedef void op_push(const struct operation *operation, uint64_t offset_at,
		     uint64_t length, struct call *call);
bool op_next_through_pipe(const struct operation *operation,
			  const struct layout *layout,
			  struct op_progress *progress, op_push *push,
			  struct call *call);
struct op_result op_through_pipe(const struct operation *operation,
				 const struct layout *layout,
				 const struct op_progress *progress,
				 const char *buffer);

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

/* The same, writing zeroes. */
int op_clear_effects(const struct operation *operation,
		     const struct layout *layout,
		     struct effect effects[EFFECT_MAX]);

/* Copy the source's range to the target. */
int op_copy_effects(const struct operation *operation,
		    const struct layout *layout,
		    struct effect effects[EFFECT_MAX]);

#endif
