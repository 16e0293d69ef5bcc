/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One round as it happened: when every operation began and ended, what it
 * returned, and what was seen. Written by the actors into memory they
 * share, read by the oracle, and saved in a witness; so it holds indices
 * and no pointers.
 *
 * Time is a ticket drawn from one counter before and after each operation:
 * an operation whose end ticket is smaller than another's begin ticket came
 * before it, whatever the clocks of the processors say.
 */
#ifndef FSLITMUS_CONTRACT_HISTORY_H
#define FSLITMUS_CONTRACT_HISTORY_H

#include "contract/value.h"
#include "litmus/test.h"

#define HISTORY_MAX_OBSERVATIONS 2048
#define HISTORY_MAX_FAILURES 16

enum record_status {
	RECORD_NOT_RUN = 0,
	RECORD_DONE,	/* succeeded in full */
	RECORD_PARTIAL, /* did some of it: short, or a fault midway */
	RECORD_FAILED,	/* returned an error */
	RECORD_STARTED, /* has begun and not returned */
};

struct record {
	uint32_t begin, end;	   /* tickets; end is 0 while it runs */
	uint64_t begin_ns, end_ns; /* CLOCK_MONOTONIC, for people only */
	int64_t result;		   /* of the call */
	int32_t error;		   /* errno, 0 if none; of a memory access the
				   errno-like 0 and the signal in result */
	uint8_t status;		   /* enum record_status */
};

/* Where an observation was made. */
enum view {
	VIEW_OPERATION, /* by an operation of the test */
	/* In the final state, after the race: */
	VIEW_MAPPED, /* through a mapping a process holds */
	VIEW_FRESH,  /* through a mapping made afterwards */
	VIEW_READ,
	VIEW_DIRECT,	/* O_DIRECT */
	VIEW_EVICTED,	/* read, after fsync and eviction */
	VIEW_REMOUNTED, /* read, after unmount and mount */
	VIEWS
};

/* A run of words that one access saw. */
struct observation {
	uint8_t view;	   /* enum view */
	uint8_t process;   /* that saw it */
	uint8_t operation; /* VIEW_OPERATION: index in the process */
	int8_t mapping;	   /* index of the mapping, or -1 */
	uint8_t file;
	uint32_t offset, length; /* bytes of the file */
	uint32_t begin, end;	 /* tickets */
	struct value value;
};

/* A call around the operations that failed (contract/failed_call.h). */
struct failed_call {
	uint8_t view; /* of which look; VIEW_OPERATION: of none, but
				   of setting the file up */
	uint8_t file;
	int32_t error; /* errno */
	char call[16]; /* "read" */
};

struct history {
	uint32_t round; /* tag of the round's stamps */
	uint32_t observations;
	uint32_t lost;	/* observations that found no room */
	uint32_t views; /* bit per enum view: which were looked at */
	uint32_t failures;
	struct failed_call failure[HISTORY_MAX_FAILURES];
	struct record record[TEST_MAX_PROCESSES][TEST_MAX_OPERATIONS];
	struct observation observation[HISTORY_MAX_OBSERVATIONS];
};

#endif
