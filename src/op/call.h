/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A system call, a load or a store as data. It names files, mappings and the
 * operation's buffer instead of descriptors and addresses, which exist only
 * where the call is made. The executor resolves the names (actor/execute.h). So
 * operations, the looks at files and what sets these up can be printed, or sent
 * elsewhere, as they are.
 *
 * Only the reservations around mappings have addresses as values
 * (actor/place.c). They are no part of a test, but the way in which an executor
 * on Linux keeps an ARGUMENT_PLACE free; another one may need none.
 */
#ifndef FSLITMUS_OP_CALL_H
#define FSLITMUS_OP_CALL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Accesses to memory, in place of a system call's number. Arguments: where in
 * a mapping, where in the buffer, how many bytes; word by word, all 8-aligned.
 *
 * A load goes on at the next page where a page raises a signal; its result is
 * the number of bytes that were loaded. A store ends with the first signal.
 */
#define CALL_LOAD 0x10000u
#define CALL_STORE 0x10001u

/*
 * What the kernel does to a file's pages of its own accord, on request: migrate
 * them to other memory, split their large folios. Arguments: a descriptor, the
 * first page, how many pages. The result is how many folios the kernel left as
 * they were, or -EOPNOTSUPP where it cannot be asked.
 */
#define CALL_MOVE 0x10007u
#define CALL_SPLIT 0x10008u

enum argument_kind {
	ARGUMENT_VALUE = 0, /* VALUE itself */

	/* Descriptors: */
	ARGUMENT_FILE,	    /* file WHICH, O_RDWR */
	ARGUMENT_DIRECT,    /* file WHICH, O_RDWR | O_DIRECT */
	ARGUMENT_MAPPED,    /* file WHICH, to be mapped; VALUE: for writing */
	ARGUMENT_PIPE,	    /* the process's pipe; WHICH as pipe(2) has it */
	ARGUMENT_DIRECTORY, /* where the files are */
	ARGUMENT_CONTROL,   /* /proc/sys/vm/..., O_WRONLY; WHICH: below */
	ARGUMENT_OPENED,    /* which the operation's latest call returned */

	/* Addresses: */
	ARGUMENT_NAME,	     /* of file WHICH's name in the directory */
	ARGUMENT_MEMORY,     /* of byte VALUE of its file in mapping WHICH */
	ARGUMENT_PLACE,	     /* where all of mapping WHICH is to lie */
	ARGUMENT_LOOK,	     /* of byte VALUE of the mapping to look through */
	ARGUMENT_LOOK_PLACE, /* where that is to lie; 0: anywhere */
	ARGUMENT_BUFFER,     /* of byte VALUE of the buffer */
};

/* Files that the kernel is told through what to do to all memory. */
enum control {
	CONTROL_DROP_CACHES,
	CONTROL_COMPACT_MEMORY,
};

struct argument {
	uint8_t kind; /* enum argument_kind */
	int8_t which;
	uint64_t value;
};

/* A member of a structure that is laid into the buffer before the call. */
struct call_field {
	uint8_t at;   /* bytes from the structure's start */
	uint8_t size; /* bytes: 1, 4 or 8 */
	struct argument argument;
};

/* What success does to the mapping that an address argument names. */
enum call_change {
	CHANGES_NOTHING = 0,
	CHANGES_MAPS,  /* it lies at its ARGUMENT_PLACE; returns that */
	CHANGES_MOVES, /* the same for one that was elsewhere */
	CHANGES_UNMAPS,
};

/* What is known of a call's result before it is made. */
enum call_known {
	CALL_UNKNOWN = 0,
	CALL_EXPECTED, /* it is EXPECTED, unless something failed */
	/* In a round like the ones before it is EXPECTED again; of open(2), the
	   same descriptor. */
	CALL_AS_BEFORE,
	CALL_IGNORED, /* nobody asks */
};

#define CALL_ARGUMENTS 6
#define CALL_FIELDS 6

struct call {
	uint32_t number; /* SYS_... or CALL_... */
	struct argument arguments[CALL_ARGUMENTS];

	/*
	 * The result that means that all was done; a smaller one is a part.
	 * Negative results are errors, -errno. ENOTTY of an ioctl(2) says that
	 * the filesystem does not know it, which is recorded as EOPNOTSUPP.
	 */
	int64_t wanted;
	uint8_t known; /* enum call_known */
	int64_t expected;
	uint8_t changes; /* enum call_change */

	/*
	 * What the buffer holds before the call: nothing in particular, or
	 * STAMPED bytes that the operation writes to file STAMPED_FILE at byte
	 * STAMPED_AT (the initial content, where no operation is at work), and,
	 * at FIELDS_AT behind them, a structure of zeroes and COUNT fields.
	 * Where MARKED, each page begins with a word that no file holds, so
	 * that a read that leaves one out is found.
	 */
	uint64_t stamped, stamped_at;
	int stamped_file;
	uint64_t fields_at;
	bool marked;
	int field_count;
	struct call_field fields[CALL_FIELDS];
	/* Bytes of the buffer that the call reads or writes. */
	uint64_t buffer_bytes;
};

/* An argument, as an initializer. */
#define CALL_VALUE(value)                            \
	{                                            \
		ARGUMENT_VALUE, 0, (uint64_t)(value) \
	}
#define CALL_FILE(file)                  \
	{                                \
		ARGUMENT_FILE, (file), 0 \
	}
#define CALL_DIRECT(file)                  \
	{                                  \
		ARGUMENT_DIRECT, (file), 0 \
	}
#define CALL_MAPPED(file, writable)                 \
	{                                           \
		ARGUMENT_MAPPED, (file), (writable) \
	}
#define CALL_CONTROL(control)                  \
	{                                      \
		ARGUMENT_CONTROL, (control), 0 \
	}
#define CALL_OPENED                   \
	{                             \
		ARGUMENT_OPENED, 0, 0 \
	}
#define CALL_PIPE(end)                  \
	{                               \
		ARGUMENT_PIPE, (end), 0 \
	}
#define CALL_MEMORY(mapping, byte)                 \
	{                                          \
		ARGUMENT_MEMORY, (mapping), (byte) \
	}
#define CALL_PLACE(mapping)                  \
	{                                    \
		ARGUMENT_PLACE, (mapping), 0 \
	}
#define CALL_BUFFER(byte)                  \
	{                                  \
		ARGUMENT_BUFFER, 0, (byte) \
	}
#define CALL_DIRECTORY                   \
	{                                \
		ARGUMENT_DIRECTORY, 0, 0 \
	}
#define CALL_NAME(file)                  \
	{                                \
		ARGUMENT_NAME, (file), 0 \
	}
#define CALL_LOOK(byte)                  \
	{                                \
		ARGUMENT_LOOK, 0, (byte) \
	}
#define CALL_LOOK_PLACE                   \
	{                                 \
		ARGUMENT_LOOK_PLACE, 0, 0 \
	}

/* Is it a load or a store? */
static inline bool call_is_access(const struct call *call)
{
	return call->number == CALL_LOAD || call->number == CALL_STORE;
}

#endif
