/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What goes into a kernel tree: sources, edits, configuration, mutants. */
#ifndef FSLITMUS_KERNEL_INPUTS_H
#define FSLITMUS_KERNEL_INPUTS_H

#include "kernel/digest.h"
#include "kernel/edit.h"

#include <stdbool.h>

/* What the user chose; part of a kernel's identity. */
struct kernel_options {
	bool with_kasan;
	bool with_lockdep;
	bool with_mutants;
};

/* Adds every input these options use to the digest: of edit files, what they
 * edit. */
void inputs_digest(const struct kernel_options *options,
		   struct digest *digest);

/* Copies ours into the tree and edits it. Returns 0, or EXIT_USAGE after
 * saying which edit does not suit the tree, or EXIT_NOT_RUN. */
int inputs_install(const struct kernel_options *options, const char *tree);

/* The configuration fragment; the caller frees it. */
char *inputs_config(const struct kernel_options *options);

/* A small fault, or a change that only looks like one. */
struct kernel_mutant {
	const char *name;	/* for fslitmus.mutant=NAME at boot */
	bool is_control;	/* must stay green */
	const char *breaks;	/* "C1", or "" for a control */
	const char *filesystems;	/* words; "all" where it is shared */
	const char *what;	/* one line */
	/* Tests that try it, and configurations (mkfs.h) they try it on:
	 * words, or "". */
	const char *tests;
	const char *on;
	/* Why no test can show it here, or "". */
	const char *unreachable;
};

/* Calls visit for every mutant there is, in the order of names; what it is
 * given is gone when it returns. */
void inputs_each_mutant(void (*visit)(const struct kernel_mutant *mutant,
				      void *data),
			void *data);

#endif
