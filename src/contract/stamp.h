/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stamped data. Every 8-byte word that a test writes says who wrote it, in
 * which round, for which place of which file, and carries a check, so that
 * whatever is read back can be told: fresh, stale, shifted, foreign, torn.
 *
 *   63..52 check   51..33 round   32..30 file   29..26 writer
 *   25..20 generation   19..0 offset in words
 *
 * An aligned word is the largest unit a CPU stores at once. What copies or
 * zeroes may store smaller ones, and leave a word torn: see torn.c.
 */
#ifndef FSLITMUS_CONTRACT_STAMP_H
#define FSLITMUS_CONTRACT_STAMP_H

#include <stddef.h>
#include <stdint.h>

#include "contract/value.h"

#define STAMP_BYTES 8
#define STAMP_ROUNDS (1u << 19) /* round tags repeat after so many */
#define STAMP_FILE_FREE 7	/* the "file" of the free-space sentinel */
#define STAMP_TORN_RUN 64	/* so many words in a row may be torn */

/* The stamp of the word at OFFSET bytes; GENERATION counts from 1. */
uint64_t stamp(uint32_t round, int file, int writer, int generation,
	       uint64_t offset);

/* Fill LENGTH bytes (a multiple of 8) meant for OFFSET on. */
void stamp_fill(void *data, size_t length, uint32_t round, int file, int writer,
		int generation, uint64_t offset);

/* Fill with the sentinel for free space; OFFSET is that on the device. */
void stamp_fill_free(void *data, size_t length, uint64_t offset);

/*
 * Tell the value at DATA in round ROUND and for how many bytes (at least 8,
 * at most LENGTH) it goes on: zeroes, stamps of one writer with growing
 * offsets, or one kind of stranger. Of up to STAMP_TORN_RUN words of garbage
 * each is a run of its own.
 */
size_t stamp_decode(const void *data, size_t length, uint32_t round,
		    struct value *value);

#endif
