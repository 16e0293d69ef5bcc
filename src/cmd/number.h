/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers on a command line. Each dies (exit 2), naming the option and
 * what was expected, if the word is not one.
 */
#ifndef FSLITMUS_CMD_NUMBER_H
#define FSLITMUS_CMD_NUMBER_H

#include <stdint.h>

/* A whole number in [least, most]; k, M and G after it multiply by 1000s. */
uint64_t number_argument(const char *option, const char *word, uint64_t least,
			 uint64_t most);

/* "250ms", "1.5s", "2m", "1h", "1m30s"; without a unit, seconds. In ns. */
uint64_t duration_argument(const char *option, const char *word);

#endif
