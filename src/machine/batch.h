/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A leg: the schedules of a test that one boot performs. Their results add
 * up in the test's.
 */
#ifndef FSLITMUS_MACHINE_BATCH_H
#define FSLITMUS_MACHINE_BATCH_H

#include "backend/backend.h"
#include "base/budget.h"
#include "machine/guest.h"

struct guest_legs {
	struct target *target;
	const struct guest_place *place;
	const struct test *test;
	struct result *result;
	struct guest_task *task;	/* scratch */
	uint64_t next;		/* number of the first schedule not done */
	struct budget budget;	/* begins with the first schedule */
	bool untimed;		/* the budget does not count */
	bool repeats;		/* only what comes last is asked for */
	uint64_t singly_from;	/* as struct guest_task has it */
	/* One more schedule after those counted, which is this one; or NULL. */
	const char *last;
	uint32_t flags;		/* GUEST_..., of guest/protocol.h */
	uint32_t final_every;	/* 0: as the options say */
	/* Where the execution of the round that the result keeps is put, or
	   NULL. Nothing is put there where no guest lived to tell. */
	struct guest_execution *shown;
	int error;		/* what perform() returned: no more legs */
};

/* What the guest is asked for: LEGS' task, with COUNT schedules. */
void guest_leg_task(struct guest_legs *legs, uint64_t count);

/*
 * Runs at most COUNT schedules from legs->next on. The death of a guest is a
 * result. Returns 0, or -1 when no guest can be started, with
 * target->reason.
 */
int guest_leg_run(struct guest_legs *legs, uint64_t count);

/* Was a leg as a whole blamed, for what was found when all its schedules were
 * done, and not one of them? */
bool guest_leg_is_blamed(const struct result *result);

/*
 * Runs COUNT schedules from legs->next on once more and adds nothing up. What
 * the guest left can be read until another is started. Returns as the above.
 */
int guest_leg_repeat(struct guest_legs *legs, uint64_t count,
		     struct guest *guest);

#endif
