/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a command exits with when something below it failed. */
#ifndef FSLITMUS_CMD_FAILURE_H
#define FSLITMUS_CMD_FAILURE_H

#include "base/error.h"

/* The exit status for an enum failure; EXIT_KEPT for 0. */
int failure_status(int failure);

#endif
