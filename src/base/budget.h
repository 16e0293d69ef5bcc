/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much a test may use. A budget is processor time: user and system time of
 * all processes and threads that perform the test, together. It pays for as
 * many rounds on a busy machine as on an idle one; wall-clock time would not.
 *
 * Time blocked on a device costs nothing, and a test that never gets a
 * processor would never end. So a test also ends when BUDGET_CAP times the
 * budget has passed by the clock. Until then, a budget is not spent before
 * least_rounds are complete.
 */
#ifndef FSLITMUS_BASE_BUDGET_H
#define FSLITMUS_BASE_BUDGET_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A budget lasts at most this many times its processor time by the clock. */
#define BUDGET_CAP 10
/*
 * A test that kept its promises in fewer rounds has proven little, and reports
 * say so. Tests of the corpus take 0.4 to 22 ms of processor time for a round,
 * 1 ms in the median (doc/figures.md). So a second is enough for all but one.
 */
#define FEW_ROUNDS 100

#define BUDGET_MEMBERS 64

struct budget {
	uint64_t cpu_ns;       /* processor time; 0: no limit */
	uint64_t wall_ns;      /* by the clock; 0: no limit */
	uint64_t least_rounds; /* not spent before these; 0: none */
	/* The budget's own. */
	uint64_t began_ns; /* CLOCK_MONOTONIC; 0: it has not begun */
	uint64_t began_cpu_ns, used_ns;
	/* The members of the process group, and of the group of its leader's
	   child if that has another, with the time of children that members
	   have waited for. As of the latest search. */
	pid_t group, inner_group, member[BUDGET_MEMBERS];
	unsigned int members;
	uint64_t waited_for_ns, search_due_ns;
};

/*
 * Processor time that the calling process and the children it has waited for
 * have used so far.
 */
uint64_t cpu_used_ns(void);

/*
 * Waits for all children, none of which may be at work. If the caller is a
 * subreaper, these are processes that a guest left. They die with it, and
 * waiting for them makes their time count.
 */
void reap_orphans(void);

/*
 * Begins to count. GROUP is the process group that performs the test, 0 if none
 * does yet; time that it used before does not count. The three limits may be
 * changed afterwards.
 */
void budget_begin(struct budget *budget, uint64_t cpu_ns, pid_t group);

/*
 * Processor time used since then by the caller, by children it waited for,
 * and by the living process group GROUP (0: none), with that of a child of
 * its leader (child_fork_apart()).
 */
uint64_t budget_used_ns(struct budget *budget, pid_t group);

/* Extends the budget by NS. */
void budget_forgive(struct budget *budget, uint64_t ns);

/* The part of the budget used, with ROUNDS complete. 0 without a limit. */
double budget_share(struct budget *budget, pid_t group, uint64_t rounds);

/* Is the budget used up? */
static inline bool budget_is_spent(struct budget *budget, pid_t group,
				   uint64_t rounds)
{
	return budget_share(budget, group, rounds) >= 1;
}

/*
 * Fewer than FEW_ROUNDS, where no smaller number was asked for? ASKED_FOR is
 * 0 where there may be as many as the budget pays for.
 */
static inline bool rounds_are_few(uint64_t rounds, uint64_t asked_for)
{
	return rounds < FEW_ROUNDS && (!asked_for || rounds < asked_for);
}

#endif
