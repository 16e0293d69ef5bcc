/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FSLITMUS_BACKEND_UML_H
#define FSLITMUS_BACKEND_UML_H

#include "kernel/cache.h"

/*
 * The kernel that tests run in: the one WANTED (key or build id, or NULL: a
 * stock one, or else the newest), with faults where MUTANT is not NULL. NULL
 * if there is none. Points into the list.
 */
const struct kernel *uml_kernel(const struct kernel_list *list,
				const char *wanted, const char *mutant);

#endif
