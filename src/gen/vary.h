/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A test over another initial state: what its files hold and how they are
 * cached is replaced. It is called NAME.CONTENT.CACHE, or by the one that is
 * replaced.
 */
#ifndef FSLITMUS_GEN_VARY_H
#define FSLITMUS_GEN_VARY_H

#include <stdbool.h>

#include "litmus/scan.h"
#include "litmus/test.h"

/* enum file_content and enum file_cache; -1: as declared. */
struct variant {
	int content, cache;
};

/* The INDEXth pair of both. False: past the end. */
bool variant_at(int index, struct variant *variant);

/* What WORD names; -1: nothing that a variant can have. */
int variant_content(struct word word);
int variant_cache(struct word word);

/*
 * Where in WORD a variant's words begin, at a '.'; NULL: it has none. VARIANT
 * is what they say.
 */
const char *variant_find(const char *word, struct variant *variant);

/* ".unwritten.dirty" */
#define VARIANT_TEXT_SIZE 32
void variant_text(struct variant variant, char text[VARIANT_TEXT_SIZE]);

/*
 * Makes VARIED of TEST. A reach clause that waits for old data is dropped where
 * files hold none. NULL, or why it makes no sense.
 */
const char *vary_test(const struct test *test, struct variant variant,
		      struct test *varied);

#endif
