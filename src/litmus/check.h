/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checks the operations of a test. Used by the parser, and by code that makes
 * tests without a text.
 *
 * A test has to be right for pages of every size Linux has: what holds for
 * the smallest and for the largest holds between them, since places are
 * linear in the page size.
 */
#ifndef FSLITMUS_LITMUS_CHECK_H
#define FSLITMUS_LITMUS_CHECK_H

#include <stdbool.h>

#include "litmus/test.h"

#define PAGE_SIZE_MIN 4096
#define PAGE_SIZE_MAX 65536

/* The parts of an operation, for a complaint about one of them. */
enum part {
	PART_NAME,
	PART_OBJECT, /* the file or mapping */
	PART_RANGE,  /* or size */
	PART_TARGET, /* the second file */
	PART_TARGET_AT,
	PART_OPTIONS,
	PARTS
};

struct fault {
	int process, operation; /* indices in the test */
	enum part part;
	char message[256];
};

/* 0, or -1 with FAULT filled about the first operation that is wrong. */
int test_check(const struct test *test, struct fault *fault);

#endif
