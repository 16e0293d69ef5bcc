/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Do two tests say the same, wherever their lines stand? */
#ifndef FSLITMUS_T_LITMUS_ALIKE_H
#define FSLITMUS_T_LITMUS_ALIKE_H

#include "litmus/test.h"

/* NULL, or what differs first. */
const char *test_difference(const struct test *a, const struct test *b);

#endif
