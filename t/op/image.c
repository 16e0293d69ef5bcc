// SPDX-License-Identifier: GPL-2.0-or-later
#include "op/image.h"

#include <string.h>

uint64_t image_stamp(int tag, int file, uint64_t offset)
{
	return (uint64_t)(tag + 1) << 48 | (uint64_t)(file + 1) << 40 |
	       offset / TEST_WORD;
}

int64_t image_size(const struct image *image)
{
	uint64_t words = 0;

	while (words < IMAGE_WORDS && image->present[words])
		words++;
	for (uint64_t i = words; i < IMAGE_WORDS; i++)
		if (image->present[i])
			return -1;
	return words * TEST_WORD;
}

/* One word; OLD is what all files held before. */
static void apply_word(struct image *image, const struct image *old,
		       const struct effect *effect, uint64_t i, int tag)
{
	const uint64_t from = i + effect->shift / TEST_WORD;
	const bool absent = from >= IMAGE_WORDS || effect->source < 0 ||
			    !old[effect->source].present[from];

	switch (effect->kind) {
	case EFFECT_STORE:
		if (!image->present[i])
			break;
		/* fall through */
	case EFFECT_STAMP:
		image->present[i] = true;
		image->word[i] = image_stamp(tag, effect->file, i * TEST_WORD);
		break;
	case EFFECT_ZERO:
		image->word[i] = 0;
		break;
	case EFFECT_CLEAR:
		image->present[i] = true;
		image->word[i] = 0;
		break;
	case EFFECT_GROW:
		if (!image->present[i])
			image->word[i] = 0;
		image->present[i] = true;
		break;
	case EFFECT_CUT:
		image->present[i] = false;
		break;
	case EFFECT_COPY:
		if (absent)
			break;
		/* fall through */
	case EFFECT_MOVE:
		image->present[i] = !absent;
		if (!absent)
			image->word[i] = old[effect->source].word[from];
		break;
	}
}

void image_apply(struct image *image, int files, const struct effect *effects,
		 int count, int tag)
{
	static struct image old[TEST_MAX_FILES];

	memcpy(old, image, files * sizeof(*image));
	for (int e = 0; e < count; e++) {
		uint64_t end = effects[e].end / TEST_WORD;

		if (end > IMAGE_WORDS)
			end = IMAGE_WORDS;
		for (uint64_t i = effects[e].start / TEST_WORD; i < end; i++)
			apply_word(&image[effects[e].file], old, &effects[e], i,
				   tag);
	}
}
