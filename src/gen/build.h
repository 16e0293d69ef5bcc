/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a program to the test that it names.
 *
 * What a content or a cache needs beyond a declared file, such as a write to
 * part of a page, stands before the line "start".
 */
#ifndef FSLITMUS_GEN_BUILD_H
#define FSLITMUS_GEN_BUILD_H

#include "gen/program.h"

/*
 * Operation STEP of PROCESS, as far as its file, range and target go; its
 * mapping is 0 if it has one. Of the program's values its own, its place, the
 * size and the second file must be set. False: the file has no such place, or
 * the operation takes none, or wants one.
 */
bool build_step(const struct space *space, const struct program *program,
		int process, int step, struct operation *operation);

/* Declares the files, as far as they are known. */
void build_files(const struct program *program, struct test *test);

/* The whole test. The program keeps all rules (rules.h). */
void build_test(const struct space *space, const struct program *program,
		struct test *test);

/* Does the operation that VERB stands for go through a mapping? */
static inline bool verb_maps(const struct verb *verb)
{
	return verb->type->traits & TRAIT_MEMORY;
}

static inline bool verb_has_second(const struct verb *verb)
{
	return verb->type->shape == SHAPE_FILE_TO_FILE;
}

/* Can a file of SIZE hold the writes to parts of pages that mix it? */
bool build_can_mix(struct position size);

#endif
