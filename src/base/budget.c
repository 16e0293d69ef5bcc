// SPDX-License-Identifier: GPL-2.0-or-later
/* Measures the processor time of a test and of the processes it started. */
#include "base/budget.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "base/child.h"
#include "base/clock.h"

/* Searching for members may take at most one part in SEARCH_PART of the
 * time. */
#define SEARCH_PART 50

static uint64_t time_ns(const struct timeval *time)
{
	return time->tv_sec * 1000000000ull + time->tv_usec * 1000ull;
}

static uint64_t rusage_ns(int who)
{
	struct rusage usage;

	getrusage(who, &usage);
	return time_ns(&usage.ru_utime) + time_ns(&usage.ru_stime);
}

uint64_t cpu_used_ns(void)
{
	return rusage_ns(RUSAGE_SELF) + rusage_ns(RUSAGE_CHILDREN);
}

void reap_orphans(void)
{
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
}

/* Of all its threads; 0 for a process that no longer exists. */
static uint64_t process_ns(pid_t pid)
{
	struct timespec time;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &time))
		return 0;
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static void add_member(struct budget *budget, const char *pid)
{
	struct process_look look;

	if (!process_look(pid, &look))
		return;
	/* A kernel in User-Mode Linux makes a session of its own. */
	if (look.parent == budget->group)
		budget->inner_group = look.group;
	/* Kernel threads have group 0. */
	if (!look.group ||
	    (look.group != budget->group && look.group != budget->inner_group))
		return;
	budget->waited_for_ns += look.waited_for_ns;
	if (budget->members < BUDGET_MEMBERS)
		budget->member[budget->members++] = atoi(pid);
}

/* There is no list of a group's processes: all of /proc is read. */
static void search_members(struct budget *budget)
{
	uint64_t began = clock_ns(), now;
	struct dirent *entry;
	DIR *proc = opendir("/proc");

	budget->members = 0;
	budget->waited_for_ns = 0;
	while (proc && (entry = readdir(proc)))
		if (isdigit((unsigned char)entry->d_name[0]))
			add_member(budget, entry->d_name);
	if (proc)
		closedir(proc);
	now = clock_ns();
	budget->search_due_ns = now + SEARCH_PART * (now - began);
}

static uint64_t group_ns(struct budget *budget, pid_t group)
{
	uint64_t sum;

	if (!group)
		return 0;
	if (group != budget->group || clock_ns() >= budget->search_due_ns) {
		if (group != budget->group)
			budget->inner_group = 0;
		budget->group = group;
		search_members(budget);
	}
	sum = budget->waited_for_ns;
	for (unsigned int i = 0; i < budget->members; i++)
		sum += process_ns(budget->member[i]);
	return sum;
}

void budget_begin(struct budget *budget, uint64_t cpu_ns, pid_t group)
{
	*budget = (struct budget){
		.cpu_ns = cpu_ns,
		.wall_ns = BUDGET_CAP * cpu_ns,
		.began_ns = clock_ns(),
	};
	budget->began_cpu_ns = cpu_used_ns() + group_ns(budget, group);
}

/*
 * A member that ends between two searches leaves the sum before its time is
 * added to its parent's time of children. So the sum is never allowed to fall.
 */
uint64_t budget_used_ns(struct budget *budget, pid_t group)
{
	uint64_t used = cpu_used_ns() + group_ns(budget, group);

	used = used > budget->began_cpu_ns ? used - budget->began_cpu_ns : 0;
	if (used > budget->used_ns)
		budget->used_ns = used;
	return budget->used_ns;
}

void budget_forgive(struct budget *budget, uint64_t ns)
{
	budget->began_cpu_ns += ns;
	budget->used_ns -= ns < budget->used_ns ? ns : budget->used_ns;
}

static double budget_part(uint64_t used, uint64_t limit)
{
	return limit ? (double)used / limit : 0;
}

double budget_share(struct budget *budget, pid_t group, uint64_t rounds)
{
	double share, by_clock;

	if (!budget->began_ns || !budget->cpu_ns)
		return 0;
	share = budget_part(budget_used_ns(budget, group), budget->cpu_ns);
	if (rounds < budget->least_rounds &&
	    share > budget_part(rounds, budget->least_rounds))
		share = budget_part(rounds, budget->least_rounds);
	by_clock = budget_part(clock_ns() - budget->began_ns, budget->wall_ns);
	return share > by_clock ? share : by_clock;
}
