/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What mutated code calls. Apart from fslitmus.h, so that another set of
 * mutants compiles only the files it is in.
 */
#ifndef _LINUX_FSLITMUS_MUTANT_H
#define _LINUX_FSLITMUS_MUTANT_H

#include <linux/fslitmus.h>
#include <linux/fslitmus_mutants.h>

/* The mutant chosen at boot with fslitmus.mutant=NAME; 0 is none. */
extern int fslitmus_mutant_selected;

#define fslitmus_mutant(id) \
	__builtin_expect(fslitmus_mutant_selected == (id), 0)

#endif
