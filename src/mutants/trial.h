/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A trial: one mutant, one seed, until something is found or the budget is
 * spent. Its tests take turns, with more schedules in each turn. The number of
 * schedules depends only on the seed. CPU time is that of the trial's process
 * and all its children, guests and fsck included, without making images.
 */
#ifndef FSLITMUS_MUTANTS_TRIAL_H
#define FSLITMUS_MUTANTS_TRIAL_H

#include <stdatomic.h>

#include "actor/result.h"
#include "mutants/list.h"
#include "run/board.h"

enum trial_state {
	TRIAL_WAITING = 0,
	TRIAL_RUNNING,
	TRIAL_FOUND,   /* a promise was broken */
	TRIAL_GREEN,   /* the budget is spent and nothing was found */
	TRIAL_NOT_RUN, /* reason says why */
};

/* The answer to executing a hit again. */
enum again {
	AGAIN_UNKNOWN = 0, /* not asked */
	AGAIN_YES,
	AGAIN_NO,
};

/* In memory shared with the supervisor; no pointers inside. */
struct trial {
	uint32_t mutant; /* index in the list */
	uint64_t seed, budget_ns;
	_Atomic uint8_t state;	    /* enum trial_state */
	_Atomic uint16_t lane;	    /* running; FOUND: that found it */
	_Atomic uint64_t schedules; /* of all its tests; FOUND: up to the hit */
	uint64_t reached; /* schedules in which a window was entered */
	uint64_t cpu_ns;  /* FOUND: up to the hit */
	/* FOUND: */
	uint8_t promise; /* enum promise */
	char why[VERDICT_WHY_SIZE];
	char schedule[SCHEDULE_TEXT_SIZE];
	uint64_t schedule_number, schedule_first; /* as struct result */
	uint8_t repeats; /* enum again: the boot, executed again, gives
				   the same hash and the same verdict */
	uint8_t without; /* enum again: also found without the fault */
	char reason[RESULT_TEXT_SIZE];
};

/* Runs the trial, in a process of its own; does not return. */
void trial_run(struct trial *trial, const struct mutant *mutant,
	       const struct mutants_options *options, struct board *board)
	__attribute__((noreturn));

#endif
