/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel functions that a timeline knows by name, because no event says
 * what they do. Kernels rename functions; so the names are looked up in the
 * kernel that recorded the events, and what is missing is reported.
 */
#ifndef FSLITMUS_TIMELINE_KERNEL_FUNCTIONS_H
#define FSLITMUS_TIMELINE_KERNEL_FUNCTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "kernel/symbols.h"

enum function_role {
	FUNCTION_MAKES_WRITABLE,  /* makes a page table entry writable */
	FUNCTION_ZEROES,	  /* a part of a folio, in place */
	FUNCTION_WAITS_FOR_FOLIO, /* waits for the lock of a folio */
	FUNCTION_ROLES
};

bool kernel_function_does(const char *function, enum function_role role);

/* One line for each role that no function of the kernel has. */
void kernel_functions_print_missing(FILE *out, struct symbols *symbols);

#endif
