/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What other commands need of "fslitmus kernel". */
#ifndef FSLITMUS_CMD_KERNEL_H
#define FSLITMUS_CMD_KERNEL_H

#include <stdbool.h>

#include "kernel/cache.h"

/* Builds the kernel that "fslitmus kernel build" would, from that package or
 * the usual one (NULL), with progress. Returns 0, or an exit status after
 * saying why. */
int kernel_build_now(const char *package, bool with_mutants);

/* Whether NAME is that of a mutant or a control. */
bool kernel_has_mutant(const char *name);

/* Says that one is not in that kernel. */
void kernel_lacks_fault(const struct kernel *kernel, const char *mutant);

#endif
