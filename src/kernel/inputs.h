/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Our part of a kernel tree: sources, edits, configuration, mutants. */
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

/*
 * Adds every input that these options use to the digest. Of an edit file only
 * its edits count, not its comments.
 */
void inputs_digest(const struct kernel_options *options, struct digest *digest);

/*
 * Copies our files into the tree and applies the edits. Returns 0, or after
 * saying why an enum failure: FAILURE_USAGE if an edit does not suit the tree.
 */
int inputs_install(const struct kernel_options *options, const char *tree);

/* The configuration fragment; the caller frees it. */
char *inputs_config(const struct kernel_options *options);

/* A small fault, or a control: a change that breaks nothing. */
struct kernel_mutant {
	const char *name;	 /* for fslitmus.mutant=NAME at boot */
	bool is_control;	 /* no test may report it */
	const char *breaks;	 /* "C1", or "" for a control */
	const char *filesystems; /* words; "all" where it is shared */
	const char *what;	 /* one line */
	/* Tests that try it, and configurations (mkfs.h) they try it on:
	 * words, or "". */
	const char *tests;
	const char *on;
	/* Why no test can show it here, or "". */
	const char *unreachable;
};

/* Calls VISIT for each mutant, by name in order. The struct is valid only
 * during the call. */
void inputs_each_mutant(void (*visit)(const struct kernel_mutant *mutant,
				      void *data),
			void *data);

#endif
