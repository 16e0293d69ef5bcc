/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one word of a file was seen to hold. */
#ifndef FSLITMUS_CONTRACT_VALUE_H
#define FSLITMUS_CONTRACT_VALUE_H

#include <stdbool.h>
#include <stdint.h>

enum value_kind {
	VALUE_ZERO,
	VALUE_STAMP,   /* a stamp of this round */
	VALUE_ABSENT,  /* read(2) ended before it: end of file */
	VALUE_SIGBUS,  /* the access raised SIGBUS */
	VALUE_SIGSEGV, /* the access raised SIGSEGV */
	VALUE_EARLIER, /* a stamp of another round: an old block */
	VALUE_FREE,    /* the sentinel free space was filled with */
	VALUE_GARBAGE, /* none of these: torn, or not of a test */
};

/* The writer of a file's initial stamps, where processes count from 0. */
#define WRITER_INITIAL 15

/*
 * Of a run of words: the first word's value; in a stamp run the offset
 * grows with the words. offset is in bytes and names the place the stamp
 * was written for, which a move leaves behind.
 */
struct value {
	uint8_t kind;	    /* enum value_kind */
	uint8_t file;	    /* STAMP, EARLIER: file index */
	uint8_t writer;	    /* STAMP, EARLIER: process, WRITER_INITIAL */
	uint8_t generation; /* STAMP, EARLIER: operation index + 1 */
	uint32_t offset;    /* STAMP, EARLIER, FREE: bytes */
	uint64_t raw;	    /* the first word as seen */
};

/* Is it nothing that the round wrote, at least not as a whole? */
static inline bool value_is_strange(const struct value *value)
{
	return value->kind == VALUE_EARLIER || value->kind == VALUE_FREE ||
	       value->kind == VALUE_GARBAGE;
}

#endif
