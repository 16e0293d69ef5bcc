// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The watchdog. A process that waits for a processor, or was stopped, is slow
 * and gets more time. One that uses a processor for the whole timeout without
 * returning hangs, like one that sleeps.
 */
#include "backend/watch.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/child.h"
#include "backend/hang.h"
#include "base/text.h"
#include "litmus/print.h"

#define SECOND 1000000000ull
/* A longer time between two looks means that we did not run either. */
#define LOOK_MAX (SECOND / 5)

static bool in_operation(const struct result *result, int process)
{
	return result->at[process].pid && result->at[process].operation >= 0;
}

static uint64_t total_cpu(const struct watch *watch)
{
	uint64_t sum = 0;

	for (int p = 0; p < watch->test->processes; p++)
		if (watch->result->at[p].pid)
			sum += thread_cpu_ns(watch->result->at[p].pid);
	return sum;
}

static void sign_of_life(struct watch *watch)
{
	watch->waited_ns = 0;
	watch->progress = watch->result->progress;
	watch->cpu_ns = total_cpu(watch);
}

void watch_start(struct watch *watch)
{
	watch->looked_ns = clock_ns();
	sign_of_life(watch);
}

/* Whether a runnable process was kept from running. */
static bool is_starved(const struct watch *watch,
		       const struct thread_look *look)
{
	if (look->state == 'T' || look->state == 't')
		return true;
	return look->state == 'R' &&
	       total_cpu(watch) - watch->cpu_ns < watch->timeout_ns / 2;
}

/* ALARM_NONE: a process is kept from running. */
static enum alarm judge_operations(const struct watch *watch)
{
	enum alarm alarm = ALARM_OUTSIDE;
	struct thread_look look;

	for (int p = 0; p < watch->test->processes; p++) {
		if (!in_operation(watch->result, p))
			continue;
		thread_look(watch->result->at[p].pid, &look);
		if (!look.state)
			continue;
		if (is_starved(watch, &look))
			return ALARM_NONE;
		alarm = ALARM_OPERATION;
	}
	return alarm;
}

/* No operation is running; the leader is, or what it waits for. */
static enum alarm judge_outside(const struct watch *watch)
{
	struct thread_look look;
	bool blocked = false;

	for (int p = -1; p < watch->test->processes; p++) {
		pid_t pid = p < 0 ? watch->runner : watch->result->at[p].pid;

		if (!pid)
			continue;
		thread_look(pid, &look);
		if (look.state && is_starved(watch, &look))
			return ALARM_NONE;
		if (look.state && look.state != 'Z' &&
		    !thread_waits_for_fellows(&look))
			blocked = true;
	}
	return blocked ? ALARM_OUTSIDE : ALARM_FELLOWS;
}

static enum alarm watch_judge(const struct watch *watch)
{
	enum alarm alarm = judge_operations(watch);

	return alarm == ALARM_OUTSIDE ? judge_outside(watch) : alarm;
}

/* Returns by how much the wait has grown. */
static uint64_t count_wait(struct watch *watch)
{
	uint64_t now = clock_ns();
	uint64_t passed = now - watch->looked_ns;

	if (passed > LOOK_MAX)
		passed = LOOK_MAX;
	watch->waited_ns += passed;
	watch->looked_ns = now;
	return passed;
}

enum alarm watch_look(struct watch *watch)
{
	uint64_t passed = count_wait(watch);
	enum alarm alarm;

	if (watch->progress != watch->result->progress)
		sign_of_life(watch);
	/*
	 * In the second half, time counts only while all processes may run: one
	 * that was held up has that half for a call that sleeps.
	 */
	if (!watch->timeout_ns || watch->waited_ns < watch->timeout_ns / 2)
		return ALARM_NONE;
	alarm = watch_judge(watch);
	if (alarm == ALARM_NONE)
		watch->waited_ns -= passed;
	if (alarm == ALARM_NONE || watch->waited_ns < watch->timeout_ns)
		return ALARM_NONE;
	/* It may have moved while we looked. */
	if (watch->progress != watch->result->progress)
		return ALARM_NONE;
	return alarm;
}

static const struct operation *operation_of(const struct watch *watch, int p)
{
	return &watch->test->process[p]
			.operations[watch->result->at[p].operation];
}

static void report_operation(const struct watch *watch, int p,
			     struct result *result)
{
	char operation[OPERATION_TEXT_SIZE], where[128];
	unsigned long long seconds = watch->waited_ns / SECOND;
	struct saved_verdict *verdict = &result->verdict;
	struct thread_look look;

	thread_look(watch->result->at[p].pid, &look);
	thread_describe(&look, where, sizeof(where));
	operation_text(watch->test, operation_of(watch, p), operation,
		       sizeof(operation));
	text_add_line(result->reason, sizeof(result->reason),
		      "P%d: %s has not returned for %llu s (%s)", p, operation,
		      seconds, where);
	text_add_line(verdict->why, sizeof(verdict->why),
		      "P%d: %s, begun %llu s ago, %s%s%s", p, operation,
		      seconds, where, look.stack[0] ? "; stack: " : "",
		      look.stack);
	if (verdict->victim_process < 0) {
		verdict->victim_process = p;
		verdict->victim_operation = watch->result->at[p].operation;
	} else if (verdict->rival_process < 0) {
		verdict->rival_process = p;
		verdict->rival_operation = watch->result->at[p].operation;
	}
}

static void report_outside(const struct watch *watch, struct result *result)
{
	struct thread_look look;
	char where[128];

	thread_look(watch->runner, &look);
	thread_describe(&look, where, sizeof(where));
	text_add_line(result->reason, sizeof(result->reason),
		      "no progress for %llu s while preparing or looking at "
		      "the files (%s)",
		      (unsigned long long)(watch->waited_ns / SECOND), where);
	text_add_line(result->verdict.why, sizeof(result->verdict.why),
		      "a call of the preparation or of the look at the files "
		      "does not return: %s%s%s",
		      where, look.stack[0] ? "; stack: " : "", look.stack);
}

/* Counts the round that does not end as one that broke C7. */
static void blame_hang(struct result *result)
{
	result->broken[PROMISE_C7]++;
	result->forbidden++;
	result->rounds++; /* it was one, if an endless one */
	memset(&result->verdict, 0, sizeof(result->verdict));
	result->verdict.kind = VERDICT_FORBIDDEN;
	result->verdict.promise = PROMISE_C7;
	result->verdict.observation = -1;
	result->verdict.victim_process = result->verdict.victim_operation = -1;
	result->verdict.rival_process = result->verdict.rival_operation = -1;
}

void watch_report_call(const char *what, struct result *result)
{
	blame_hang(result);
	snprintf(result->reason, sizeof(result->reason), "%s", what);
	snprintf(result->verdict.why, sizeof(result->verdict.why), "%s", what);
}

void watch_report(const struct watch *watch, enum alarm alarm,
		  struct result *result)
{
	result->reason[0] = '\0';
	if (alarm == ALARM_FELLOWS) {
		snprintf(result->reason, sizeof(result->reason),
			 "the test's processes wait for each other and none "
			 "is in a call of the test: a fault of fslitmus");
		return;
	}
	blame_hang(result);
	if (alarm == ALARM_OUTSIDE)
		report_outside(watch, result);
	for (int p = 0; p < watch->test->processes; p++)
		if (alarm == ALARM_OPERATION && in_operation(watch->result, p))
			report_operation(watch, p, result);
}
