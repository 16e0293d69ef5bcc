/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A trial: one mutant, one seed, until something is found or the budget is
 * spent. Its tests take turns, a few schedules first, more each time. How
 * many schedules it takes is the same every time; CPU time is what the trial
 * and all processes below it used, guests and fsck included, but not what
 * making an image cost.
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
	TRIAL_FOUND,		/* a promise was broken */
	TRIAL_GREEN,		/* the budget is spent and nothing was found */
	TRIAL_NOT_RUN,		/* reason says why */
};

/* What became of asking once more. */
enum again {
	AGAIN_UNKNOWN = 0,	/* not asked */
	AGAIN_YES,
	AGAIN_NO,
};

/* In memory shared with the supervisor; no pointers inside. */
struct trial {
	uint32_t mutant;	/* index in the list */
	uint64_t seed, budget_ns;
	_Atomic uint8_t state;	/* enum trial_state */
	_Atomic uint16_t lane;	/* at work; FOUND: that found it */
	_Atomic uint64_t schedules; /* of all its tests; FOUND: up to the hit */
	uint64_t reached;	/* schedules in which a window was entered */
	uint64_t cpu_ns;	/* FOUND: up to the hit */
	/* FOUND: */
	uint8_t promise;	/* enum promise */
	char why[VERDICT_WHY_SIZE];
	char schedule[SCHEDULE_TEXT_SIZE];
	uint64_t schedule_number, schedule_first; /* as struct result */
	uint8_t repeats;	/* enum again: the boot executed once more gives
				   the same hash and the same verdict */
	uint8_t without;	/* enum again: found without the fault, too */
	char reason[RESULT_TEXT_SIZE];
};

/* The trial's life in a process of its own; does not return. */
void trial_run(struct trial *trial, const struct mutant *mutant,
	       const struct mutants_options *options, struct board *board)
	__attribute__((noreturn));

#endif
