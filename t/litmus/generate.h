/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random tests, as many kinds as the language has, for trying the parser. */
#ifndef FSLITMUS_T_LITMUS_GENERATE_H
#define FSLITMUS_T_LITMUS_GENERATE_H

#include "base/random.h"
#include "litmus/test.h"

/* Make TEST a right test, drawn from RANDOM. */
void generate_test(struct random *random, struct test *test);

#endif
