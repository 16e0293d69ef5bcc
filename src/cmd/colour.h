/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FSLITMUS_CMD_COLOUR_H
#define FSLITMUS_CMD_COLOUR_H

#include <stdbool.h>
#include <stdio.h>

/* Whether it is a terminal with colours, and NO_COLOR is not set. */
bool wants_colour(FILE *out);

#endif
