/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The result of running one test. It is in memory shared between the runner,
 * which alone writes it, and the supervisor, which reads it while the test runs
 * and after the runner was killed. So it contains no pointers.
 */
#ifndef FSLITMUS_ACTOR_RESULT_H
#define FSLITMUS_ACTOR_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "contract/history.h"
#include "contract/oracle.h"
#include "schedule/schedule.h"

/*
 * Lines of the histogram, and bytes for their texts. Some of both are reserved
 * for outcomes that are not allowed, which must always find room.
 */
#define RESULT_OUTCOMES 256
#define RESULT_OUTCOMES_RESERVED 32
#define RESULT_TEXTS_SIZE (256 << 10)
#define RESULT_TEXTS_RESERVED (64 << 10)
#define RESULT_TEXT_SIZE 512
/* Bytes for the complaints of a guest that died, with a backtrace. Lines that
   do not fit are counted (base/text.h). */
#define RESULT_COMPLAINT_SIZE TEXT_MAX_SIZE
#define RESULT_UNCOVERED_SIZE (8 << 10)

enum result_status {
	RESULT_RUNNING = 0,
	RESULT_KEPT,	  /* the window was entered, all was kept */
	RESULT_BROKEN,	  /* a promise was broken */
	RESULT_UNENTERED, /* kept, but the window was never entered:
				   no result */
	RESULT_SKIPPED,	  /* the filesystem lacks an operation */
	RESULT_NOT_RUN,	  /* could not be run here */
};

/*
 * One line of the histogram: rounds with the same text, judged alike. Its
 * texts lie in result.texts: see result_text().
 */
struct outcome {
	uint64_t count;
	uint64_t hash; /* of the text */
	uint64_t seen; /* outcome_hash() of the first such round */
	uint32_t text; /* "P0: m[3]=old; final: f=zero" */
	/* Unless it is allowed: the order of the operations that the verdict on
	   the first such round names (outcome_order()). */
	uint32_t order;
	uint8_t verdict; /* enum verdict_kind */
	uint8_t promise; /* enum promise */
	uint8_t excuse;	 /* enum excuse */
	bool reached;	 /* outcome_reached() */
};

/* A verdict without pointers into the test. */
struct saved_verdict {
	uint8_t kind, promise, excuse;
	int16_t observation;
	int8_t victim_process, victim_operation; /* -1, -1: none */
	int8_t rival_process, rival_operation;
	char why[VERDICT_WHY_SIZE];
};

struct operation_count {
	uint64_t run, failed;
	int32_t error; /* of the latest failure */
	uint64_t partial;
};

struct result {
	uint8_t status; /* enum result_status, set by the supervisor */
	char reason[RESULT_TEXT_SIZE]; /* why skipped or not run */

	uint64_t seed;
	uint64_t rounds;		/* completed */
	uint64_t reached;		/* rounds with outcome_reached() */
	uint64_t forbidden, unpromised; /* rounds */
	uint64_t broken[PROMISES];	/* rounds, by promise */
	uint64_t excused[EXCUSES];	/* of the unpromised ones, by reason */
	uint64_t final_views[VIEWS];	/* rounds with a look in this view */
	uint64_t lost_observations;
	bool few_rounds;	   /* kept, but in few (base/budget.h); set by
				   the supervisor */
	uint64_t elapsed_ns;	   /* of all rounds */
	uint64_t cpu_ns;	   /* processor time of all processes of the
				   test; set by the supervisor */
	uint64_t inside_ns;	   /* of it, inside the test's own calls and
				   faults, of the process that had most */
	uint64_t evictions_failed; /* pages that would not leave the cache */

	uint32_t outcomes;
	uint64_t other_outcomes; /* rounds whose outcome found no room */
	struct outcome outcome[RESULT_OUTCOMES];
	uint32_t texts_used; /* bytes of texts */
	struct operation_count count[TEST_MAX_PROCESSES][TEST_MAX_OPERATIONS];

	/* The first forbidden round, or else the first unpromised one. */
	struct saved_verdict verdict;
	struct history history;

	/* Under schedules: the one of the round kept above, or else of the last
	   round, as a string (doc/schedules.md). Otherwise empty. */
	char schedule[SCHEDULE_TEXT_SIZE];
	uint64_t schedule_number; /* from 0, in the test */
	uint64_t schedule_first;  /* the number its boot began with */
	uint64_t execution_hash;
	/* The file in which that round was saved; empty: it was not. */
	char witness[RESULT_TEXT_SIZE];

	/* Complaints of kernel or fsck (C6), one a line; empty: none. */
	char complaint[RESULT_COMPLAINT_SIZE];
	/* Things that were not covered, one a line; empty: none. */
	char uncovered[RESULT_UNCOVERED_SIZE];

	/* For the watchdog: what each process is doing. */
	/* Changes with every round, and while files are set up or looked at
	   every few calls. */
	volatile uint32_t progress;
	struct {
		volatile int32_t pid;	    /* thread id, 0 before it starts */
		volatile int16_t operation; /* index, or -1 between */
	} at[TEST_MAX_PROCESSES];

	/* Texts of outcomes, each with its NUL; the first is empty. */
	char texts[RESULT_TEXTS_SIZE];
};

/* The text at OFFSET, outcome.text or outcome.order; "" if there is none. */
static inline const char *result_text(const struct result *result,
				      uint32_t offset)
{
	return offset < RESULT_TEXTS_SIZE ? result->texts + offset : "";
}

#endif
