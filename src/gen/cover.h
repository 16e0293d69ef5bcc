/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Covering arrays: few programs in which every pair, or every triple, of values
 * of different slots stands together somewhere, if any program has it.
 *
 * Greedy and without luck: for the first tuple that is not covered yet, a
 * program is completed slot by slot, each time with the value that covers the
 * most new tuples, as AETG does (Cohen, Dalal, Fredman, Patton 1997). A tuple
 * with which nothing can be completed is in no program.
 */
#ifndef FSLITMUS_GEN_COVER_H
#define FSLITMUS_GEN_COVER_H

#include "gen/enumerate.h"

struct cover_tally {
	uint64_t tuples;     /* of all values */
	uint64_t impossible; /* of them, in no program */
	uint64_t programs;
};

/* Calls FOUND for every program that it takes; otherwise like enumerate(). */
int cover(const struct space *space, const struct bound *bound,
	  const struct shape *shape, program_found *found, void *context,
	  struct cover_tally *tally);

#endif
