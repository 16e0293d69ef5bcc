/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Our part of a kernel tree: sources, edits, configuration, mutants. */
#ifndef FSLITMUS_KERNEL_INPUTS_H
#define FSLITMUS_KERNEL_INPUTS_H

#include "kernel/digest.h"
#include "kernel/edit.h"
#include "kernel/source.h"

#include <stdbool.h>

/* What the user chose; part of a kernel's identity. */
struct kernel_options {
	bool with_kasan;
	bool with_lockdep;
	bool with_mutants;
};

/* What these options put into one tree: the inputs whose conditions (when.h)
 * hold there. */
struct inputs;

/*
 * Chooses them. TREE is a directory that has no edits yet, or NULL while only
 * the version is known: then whatever the tree's text may ask for is chosen.
 */
struct inputs *inputs_choose(const struct kernel_options *options,
			     const char *tree,
			     const struct kernel_version *version);
void inputs_free(struct inputs *inputs);

/* Adds all of them to the digest; of edits and configuration not the comments,
 * facts and conditions, which do not reach the kernel. */
void inputs_digest(const struct inputs *inputs, struct digest *digest);

/*
 * Copies our files into the tree and applies the edits. A mutant that does not
 * suit is left out with a warning. Returns 0, or an enum failure:
 * FAILURE_USAGE after saying of each other edit that does not suit what it
 * looked for.
 */
int inputs_install(struct inputs *inputs, const char *tree);

/* The mutants left out by inputs_install(), words; the caller frees it. */
char *inputs_left_out(const struct inputs *inputs);

/* The configuration fragment; the caller frees it. */
char *inputs_config(const struct inputs *inputs);

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
