/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The watchdog: does a test still make progress? */
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
	uint64_t timeout_ns;	/* 0: never */
	/* The rest is the watchdog's own. */
	uint64_t looked_ns;	/* clock at the latest look */
	uint64_t waited_ns;	/* since the last sign of life, as far as we
				   were there ourselves */
	uint32_t progress;
	uint64_t cpu_ns;	/* the processes' CPU time then */
};

enum alarm {
	ALARM_NONE,
	ALARM_OPERATION,	/* an operation does not return */
	ALARM_OUTSIDE,		/* preparing or looking does not return */
	ALARM_FELLOWS,		/* they wait for each other: our own fault */
};

void watch_start(struct watch *watch);

/* Call every now and then. */
enum alarm watch_look(struct watch *watch);

/* Lay the alarm down in RESULT: verdict and counts (C7), or reason. */
void watch_report(const struct watch *watch, enum alarm alarm,
		  struct result *result);

/*
 * The same where no test was at work: WHAT the filesystem does not return
 * from, a sentence.
 */
void watch_report_call(const char *what, struct result *result);

#endif
