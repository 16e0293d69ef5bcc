/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The test that mutants make. It is apart from fslitmus.h, so that a change of
 * the set of mutants recompiles only the files that have some.
 */
#ifndef _LINUX_FSLITMUS_MUTANT_H
#define _LINUX_FSLITMUS_MUTANT_H

#include <linux/fslitmus.h>
#include <linux/fslitmus_mutants.h>

/* The mutant selected at boot by fslitmus.mutant=NAME; 0: none. */
extern int fslitmus_mutant_selected;

#define fslitmus_mutant(id) \
	__builtin_expect(fslitmus_mutant_selected == (id), 0)

#endif
