/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What files hold, word by word, and what effects do to them when one
 * operation runs alone: the plainest reading of contract/effect.h.
 */
#ifndef T_OP_IMAGE_H
#define T_OP_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "contract/effect.h"

#define IMAGE_BYTES (64 * 4096)
#define IMAGE_WORDS (IMAGE_BYTES / TEST_WORD)

struct image {
	uint64_t word[IMAGE_WORDS];
	bool present[IMAGE_WORDS];
};

/* The word that a test writes at byte OFFSET of FILE; never zero. */
uint64_t image_stamp(int tag, int file, uint64_t offset);

/* The size in bytes; -1 if an absent word lies before a present one. */
int64_t image_size(const struct image *image);

/*
 * Apply COUNT effects to the FILES images: all sources are read before
 * anything is written. TAG is that of the operation's stamps. Words that no
 * image holds are absent.
 */
void image_apply(struct image *image, int files, const struct effect *effects,
		 int count, int tag);

#endif
