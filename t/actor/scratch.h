/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directories and tests for the tests of the actors. */
#ifndef FSLITMUS_T_SCRATCH_H
#define FSLITMUS_T_SCRATCH_H

#include "litmus/test.h"

/*
 * A new directory in PARENT, which gives its filesystem, or in what the
 * environment variable TMPDIR names, if PARENT is NULL. A descriptor, or -1.
 */
int scratch_open(const char *parent);

/* How many names it holds. */
int scratch_count(int directory);

/* Remove it with all that is in it. */
void scratch_close(int directory);

/* The test that TEXT says; ends the program if it says none. */
struct test *scratch_test(const char *text);

#endif
