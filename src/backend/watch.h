/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The watchdog: notices when a test makes no progress. */
#ifndef FSLITMUS_BACKEND_WATCH_H
#define FSLITMUS_BACKEND_WATCH_H

#include <stdint.h>
#include <sys/types.h>

#include "actor/result.h"
#include "litmus/test.h"

struct watch {
	const struct test *test;
	const struct result *result; /* what the runner writes */
	pid_t runner;
	uint64_t timeout_ns; /* 0: never */
	/* The rest is the watchdog's own. */
	uint64_t looked_ns; /* clock at the latest look */
	uint64_t waited_ns; /* since the last progress, while we ran
				   ourselves */
	uint32_t progress;
	uint64_t cpu_ns; /* the processes' CPU time then */
};

enum alarm {
	ALARM_NONE,
	ALARM_OPERATION, /* an operation does not return */
	ALARM_OUTSIDE,	 /* preparing or looking does not return */
	ALARM_FELLOWS,	 /* they wait for each other: our own fault */
};

void watch_start(struct watch *watch);

/* To be called regularly. */
enum alarm watch_look(struct watch *watch);

/* Writes the alarm to RESULT: verdict and counts (C7), or the reason. */
void watch_report(const struct watch *watch, enum alarm alarm,
		  struct result *result);

/*
 * The same for a call outside of a test: WHAT is a sentence that says which
 * call does not return.
 */
void watch_report_call(const char *what, struct result *result);

#endif
