/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much a test may use. A budget is processor time: user and system time
 * of all processes and threads that perform the test, together. It pays for
 * as many rounds on a busy machine as on an idle one, where a budget of time
 * by the clock would not.
 *
 * Time that a test spends blocked on a device costs nothing, and what never
 * gets a processor would never end. So a test also ends when BUDGET_CAP times
 * the budget has passed by the clock. Before that, a budget is not spent
 * until the rounds it should pay for at least are complete.
 */
#ifndef FSLITMUS_BASE_BUDGET_H
#define FSLITMUS_BASE_BUDGET_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* By the clock, a budget lasts at most so many times its processor time. */
#define BUDGET_CAP 10
/*
 * A test that kept its promises in fewer rounds has tried few. Tests of the
 * corpus take 0.4 to 22 ms of processor time for a round, 1 ms in the median
 * (doc/figures.md), so that a budget of a second is longer for all but one.
 */
#define FEW_ROUNDS 100

#define BUDGET_MEMBERS 64

struct budget {
	uint64_t cpu_ns;	/* processor time; 0: no limit */
	uint64_t wall_ns;	/* by the clock; 0: no limit */
	uint64_t least_rounds;	/* not spent before these; 0: none */
	/* The budget's own. */
	uint64_t began_ns;	/* CLOCK_MONOTONIC; 0: it has not begun */
	uint64_t began_cpu_ns, used_ns;
	/* The process group at work and that of its leader's child, if it has
	   another: their members, and the time of children that members have
	   waited for, as found at the latest search. */
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
 * Wait for all children. Where the caller is a subreaper these are processes
 * that a guest left, which die with it, and whose time then counts. No child
 * may be at work.
 */
void reap_orphans(void);

/*
 * Begin to count. GROUP is the process group that performs the test, 0 if
 * none does yet; what it has used before is not counted. The three limits may
 * be changed afterwards.
 */
void budget_begin(struct budget *budget, uint64_t cpu_ns, pid_t group);

/*
 * Processor time used since then by the caller, by children it waited for,
 * and by the living process group GROUP (0: none), with that of a child of
 * its leader (child_fork_apart()).
 */
uint64_t budget_used_ns(struct budget *budget, pid_t group);

/* From now on NS more may be used. */
void budget_forgive(struct budget *budget, uint64_t ns);

/* Which part of it was used, ROUNDS being complete. 0 without a limit. */
double budget_share(struct budget *budget, pid_t group, uint64_t rounds);

/* Has all of it been used? */
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
