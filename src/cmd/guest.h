/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a command that runs guests needs before it starts. */
#ifndef FSLITMUS_CMD_GUEST_H
#define FSLITMUS_CMD_GUEST_H

#include "machine/setup.h"

/*
 * Looks for the kernel that OPTIONS ask for, and builds it if they say so.
 * Returns 0, or an exit status after saying what to do.
 */
int guest_kernel(const struct guest_options *options);

#endif
