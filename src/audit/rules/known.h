/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looks in the tree for every name that the audit knows: primitives, boundaries
 * and functions that are always read (front/names.h), entries of operations and
 * the flags assumed of them (columns.h), and what a rule looks for.
 *
 * Kernels rename functions. A name that is gone finds nothing, which reads
 * like "nothing is done there"; so it is reported, with what is not checked
 * without it. Whatever has another name in another version is listed with its
 * alternatives, of which one must be there.
 */
#ifndef FSLITMUS_AUDIT_RULES_KNOWN_H
#define FSLITMUS_AUDIT_RULES_KNOWN_H

#include "audit/rules/audit.h"

/* Names of one thing in kernels of different age. */
struct known_names {
	const char *const *names; /* one must be there; NULL at the end */
	/*
	 * A file or, with a "/" at its end, a directory that uses them: they
	 * are looked for if it was read. NULL: if all of the kernel was.
	 */
	const char *home;
	const char *without; /* "not checked: fault-around (I1)" */
};

/* Fills audit->missing. */
void known_check(struct audit *audit, const struct audit_options *options);

#endif
