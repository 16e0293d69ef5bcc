/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The contract's registers and what an operation does to them.
 *
 * The registers are the words (8 bytes) of every file of a test. A register
 * holds a stamp, zero, or nothing ("absent": the word lies at or beyond the
 * end of file). The size of a file is not kept apart: it is where the
 * absent words begin.
 */
#ifndef FSLITMUS_CONTRACT_EFFECT_H
#define FSLITMUS_CONTRACT_EFFECT_H

#include <stdbool.h>
#include <stdint.h>

#include "litmus/test.h"

/* When the filesystem maps huge pages across the end of a file: huge.h. */
enum huge_pages {
	HUGE_NEVER = 0,
	HUGE_COLLAPSED, /* after madvise(2), MADV_COLLAPSE */
	HUGE_ADVISED,	/* also where MADV_HUGEPAGE asked for them */
	HUGE_ALWAYS,
};

/* Where a test is performed, as far as the contract must know. */
struct layout {
	const struct test *test;
	uint32_t page_size; /* bytes */
	enum huge_pages huge;
	/* EIO may only mean that a write was not a direct one (struct
	   fs_type). */
	bool refuses_cached_writes;
};

enum effect_kind {
	EFFECT_STAMP, /* becomes the operation's stamp, also if absent */
	EFFECT_STORE, /* the same, but an absent word stays absent */
	EFFECT_ZERO,  /* becomes zero, but an absent word stays absent */
	EFFECT_CLEAR, /* becomes zero, also if absent */
	EFFECT_GROW,  /* an absent word becomes zero, others stay */
	EFFECT_CUT,   /* becomes absent */
	EFFECT_MOVE,  /* takes the value, or absence, of its source, which
			   the same operation takes away or replaces */
	EFFECT_COPY,  /* takes its source's value; an absent source
			   leaves the word as it is */
};

#define EFFECT_TO_END UINT64_MAX
#define EFFECT_MAX 6

struct effect {
	enum effect_kind kind;
	int file;
	uint64_t start, end; /* bytes; end may be EFFECT_TO_END */
	int source;	     /* MOVE and COPY: file the values come from, */
	int64_t shift;	     /* from the place + shift, in bytes */
};

#endif
