/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One execution shown to a person: the processes side by side, time going
 * down; functions, locks, preemptions, the two operations that conflict, and
 * the promise that was broken.
 */
#ifndef FSLITMUS_TIMELINE_TIMELINE_H
#define FSLITMUS_TIMELINE_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "guest/protocol.h"
#include "kernel/symbols.h"
#include "litmus/test.h"

#define TIMELINE_COLUMNS 120

/* Nothing here is owned or changed, but the cache of symbols. */
struct timeline {
	const struct test *test;
	const struct result *result; /* its verdict and history are used */
	/* Who took part and what was lost; NULL: not known. */
	const struct guest_execution *execution;
	/* As the guest recorded them (GUEST_TRACE). */
	const struct fslitmus_event *events;
	size_t count;
	struct symbols *symbols; /* NULL: points stay addresses */
	int columns;		 /* of the terminal; 0: TIMELINE_COLUMNS */
	bool colour;
	/* -1: no functions; 0: those the race is about; 1: all passed. */
	int detail;
};

void timeline_print(FILE *out, const struct timeline *what);

#endif
