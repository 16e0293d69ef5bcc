/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FSLITMUS_CMD_COLOUR_H
#define FSLITMUS_CMD_COLOUR_H

#include <stdbool.h>
#include <stdio.h>

/* Is it a terminal that has colours, of somebody who has not set NO_COLOR? */
bool wants_colour(FILE *out);

#endif
