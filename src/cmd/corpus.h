/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which test files the words of a command line mean.
 *
 *   -             standard input
 *   a/b, b.litmus a file, or a directory: every *.litmus below it
 *   NAME, "P*"    tests of the corpus, by name or by shell pattern
 *   s:..., r:...  generated tests (gen/program.h)
 *   NAME.hole.dirty  tests over another initial state (gen/vary.h)
 *
 * A name that the corpus lacks may also be a directory. The corpus is the
 * directory $FSLITMUS_CORPUS, or litmus/ beside the executable, or
 * ../share/fslitmus/litmus from there.
 */
#ifndef FSLITMUS_CMD_CORPUS_H
#define FSLITMUS_CMD_CORPUS_H

#include <stddef.h>

#include "gen/vary.h"
#include "litmus/test.h"

/* Paths for corpus_load(), sorted, each once; owned by this. */
struct corpus {
	char **path;
	size_t count;
};

/*
 * Fill FOUND with what COUNT words mean, or with the whole corpus if COUNT
 * is 0. Returns 0, or -1 after error() has said what is wrong with a word;
 * FOUND is to be freed either way.
 */
int corpus_find(int count, char *const words[], struct corpus *found);
void corpus_free(struct corpus *found);

/*
 * Adds the generated tests within BOUND (gen/bound.h). 0, or -1 after error()
 * has said what is wrong with it.
 */
int corpus_generate(struct corpus *found, const char *bound);

/*
 * Puts tests over other initial states in the place of those FOUND: over
 * VARIANT or, if it is NULL, over all. Says how many are left out, and why. 0,
 * or an enum failure.
 */
int corpus_vary(struct corpus *found, const struct variant *variant);

/*
 * Reads the test at PATH. If it cannot be read or is wrong, says where and why.
 * 0, or an enum failure.
 */
int corpus_load(const char *path, struct test *test);

/* The corpus's directory, to be freed; NULL after error() has said why. */
char *corpus_directory(void);

/* The name of a test file: no directory, no ".litmus"; to be freed. */
char *corpus_test_name(const char *path);

#endif
