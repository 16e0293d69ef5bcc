/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Smaller tests made from one: for finding out what a race needs. */
#ifndef FSLITMUS_LITMUS_REDUCE_H
#define FSLITMUS_LITMUS_REDUCE_H

#include "litmus/test.h"

/*
 * The test without one of its parts, which are numbered from 0: first each
 * process, then each operation, each file, each knob. Returns 1 with *SMALLER,
 * 0 if what remains is no test (an operation needs what was left out, say),
 * or -1 if there is no part of that number. A reach clause that has lost its
 * operation is left out too.
 */
int test_reduce(const struct test *test, unsigned int number,
		struct test *smaller);

#endif
