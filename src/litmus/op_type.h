/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a type of operation is: how it is written, its traits, and functions
 * that tell its calls and effects. The language and the contract ask this and
 * nothing else, so that adding an operation is one file in src/op/ and one
 * line in src/op/table.c.
 *
 * The types themselves are defined in src/op/, which includes the language and
 * the contract. These include nothing of it: they reach the types through the
 * functions declared here, and the linker, all being one library, finds them.
 * The structs that are declared here without their members are the contract's
 * (contract/effect.h: effect, layout) and the operations' (op/op.h, op/call.h:
 * op_progress, op_result, call).
 */
#ifndef FSLITMUS_LITMUS_OP_TYPE_H
#define FSLITMUS_LITMUS_OP_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "litmus/test.h"

struct call;
struct effect;
struct layout;
struct op_progress;
struct op_result;

/* What is written behind the operation's name. */
enum op_shape {
	SHAPE_NONE,	    /* drop-caches */
	SHAPE_FILE,	    /* fsync f */
	SHAPE_FILE_RANGE,   /* punch f[0..4)      the range is required */
	SHAPE_FILE_ANY,	    /* evict f, evict f[0..4) */
	SHAPE_FILE_SIZE,    /* truncate f 3+512 */
	SHAPE_MEMORY_RANGE, /* store m[3], store m[3..4)   required */
	SHAPE_MEMORY_ANY,   /* msync m, msync m[0..4) */
	SHAPE_MAP,	    /* map m f shared read, map m f[0..4) ... */
	SHAPE_FILE_TO_FILE, /* reflink f to g, reflink f[0..4) to g[2] */
};

/*
 * A range written as one place, f[3] or m[3], means the whole page for
 * operations on files, and the 8 bytes there for loads and stores
 * (TRAIT_WORD).
 */
enum op_trait {
	TRAIT_OBSERVES = 1 << 0, /* its record carries observations */
	TRAIT_WORD = 1 << 1,	 /* one place means 8 bytes, not a page */
	TRAIT_MEMORY = 1 << 2,	 /* goes through a mapping */
	TRAIT_CACHED = 1 << 3,	 /* goes through, or fills, the page cache */
	TRAIT_DIRECT = 1 << 4,	 /* O_DIRECT */
	TRAIT_WRITES = 1 << 5,	 /* needs a writable mapping (with MEMORY) */
	TRAIT_OWN_FS = 1 << 6,	 /* touches the whole filesystem or machine:
				   only where the filesystem is ours alone */
	TRAIT_ALIGNED = 1 << 7, /* wants whole blocks; in a test, whole pages */
	TRAIT_UNMAPS = 1 << 8,	/* the mapping is gone afterwards */
	TRAIT_WHOLE = 1 << 9,	/* takes all of a mapping, never a range */
	TRAIT_REVOKES = 1 << 10, /* an access to the mapping that does not end
				   before it begins may raise SIGSEGV */
	TRAIT_SYNCS = 1 << 11,	 /* its error is that of an fsync(2) */
	TRAIT_LOOKS = 1 << 12,	 /* sees what the looks at the end of every
				   round see, in the same way */
};

/*
 * Where its range may lie so that the kernel does not refuse it, whatever the
 * filesystem. Refusals are allowed; but they tell nothing.
 */
enum op_limit {
	LIMIT_NONE,
	LIMIT_BEGINS_BEFORE_END, /* of file */
	LIMIT_ENDS_BY_END,
	LIMIT_ENDS_BEFORE_END,
};

struct op_type {
	const char *name;
	enum op_shape shape;
	unsigned int traits;
	/* Words that may follow, NULL-terminated or NULL; the first
	   `exclusive` of them exclude each other. */
	const char *const *options;
	int exclusive;
	/*
	 * Bits of the options taken when none of the exclusive ones, or no
	 * option at all where none is exclusive, is written. 0 with
	 * exclusive options: one of them must be written.
	 */
	unsigned int default_options;
	/* Bits of the options that make its error that of an fsync(2), too;
	   without any it is with TRAIT_SYNCS. */
	unsigned int syncing;
	/*
	 * Bits of the options with which it goes to the end of file, wherever
	 * that is. What it does can be told only if it is in one place: the
	 * range has to begin there, and nothing may move it before
	 * (litmus/check.c).
	 */
	unsigned int appending;
	/* Bits of the options with which it faults in the pages it maps. */
	unsigned int populating;
	enum op_limit limit;
	/* For the manual: the call made and a sentence, in plain words. */
	const char *calls;
	const char *manual;

	/*
	 * Fills in CALL, all zeroes, with the one call it makes. Depends on
	 * nothing that another operation changes, so that the call can be
	 * described before it is made.
	 */
	void (*call)(const struct operation *operation,
		     const struct layout *layout, struct call *call);
	/*
	 * In its place where there are several: fills in the next one, or
	 * returns false when there is none. The last call that was made is
	 * in PROGRESS; op_next() sets PROGRESS->calls.
	 */
	bool (*next)(const struct operation *operation,
		     const struct layout *layout, struct op_progress *progress,
		     struct call *call);
	/*
	 * Tells what it came to, from PROGRESS and BUFFER as the last call
	 * left them. NULL: to what its only call came to.
	 */
	struct op_result (*conclude)(const struct operation *operation,
				     const struct layout *layout,
				     const struct op_progress *progress,
				     const char *buffer);

	/*
	 * What a successful one does to the contract's registers: fills at
	 * most EFFECT_MAX entries (contract/effect.h) and returns how many.
	 * The cells written by the entries are disjoint. NULL: changes nothing.
	 */
	int (*effects)(const struct operation *operation,
		       const struct layout *layout, struct effect *effects);
};

/* By name, or NULL. Defined in src/op/table.c. */
const struct op_type *op_find(const char *name);

/*
 * The INDEXth operation in the order of the manual, or NULL past the end.
 * Defined in src/op/table.c.
 */
const struct op_type *op_at(size_t index);

/*
 * With pages of PAGE_SIZE bytes, may OPERATION of TEST move the end of FILE, if
 * it is at byte SIZE? Defined in src/op/effects.c.
 */
bool op_moves_end(const struct test *test, const struct operation *operation,
		  uint32_t page_size, int file, uint64_t size);

/* The options of which the default is taken when none of them is written. */
static inline unsigned int op_choice(const struct op_type *type)
{
	return type->exclusive ? (1u << type->exclusive) - 1 : ~0u;
}

static inline bool op_has_option(const struct operation *operation,
				 unsigned int bit)
{
	return operation->options & (1u << bit);
}

/* Does it go to the end of file? */
static inline bool op_appends(const struct operation *operation)
{
	return operation->options & operation->type->appending;
}

/* Does it fail where an fsync(2) of the file would? */
static inline bool op_syncs(const struct operation *operation)
{
	return operation->type->traits & TRAIT_SYNCS ||
	       operation->options & operation->type->syncing;
}

#endif
