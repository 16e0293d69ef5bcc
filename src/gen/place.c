// SPDX-License-Identifier: GPL-2.0-or-later
/* Where the places of a file are. */
#include "gen/place.h"

/* Less than the smallest block, so that a part is one of a block. */
#define PART 512
/* Bytes of a page that a file may end in and a place begin at. */
#define MIDDLE 2048

/* clang-format off */
static const struct {
	const char *name;
	bool common;
} names[PLACES] = {
	[PLACE_NONE] = { "", true },
	[PLACE_WHOLE] = { "whole", true },
	[PLACE_FIRST] = { "first", false },
	[PLACE_INSIDE] = { "inside", true },
	[PLACE_HALF] = { "half", false },
	[PLACE_MOST] = { "most", false },
	[PLACE_LAST] = { "last", false },
	[PLACE_PART] = { "part", true },
	[PLACE_CROSS] = { "cross", false },
	[PLACE_AT] = { "at", true },
	[PLACE_NEAR] = { "near", false },
	[PLACE_ACROSS] = { "across", true },
	[PLACE_BEHIND] = { "behind", false },
};
/* clang-format on */

const char *place_name(enum place place)
{
	return names[place].name;
}

bool place_is_common(enum place place)
{
	return names[place].common;
}

int place_pages(struct position size)
{
	return size.page + (size.byte > 0);
}

/* Half of BYTES, in words. */
static int half_of(int bytes)
{
	return bytes / 2 / TEST_WORD * TEST_WORD;
}

static struct range between(int page, int byte, int end_page, int end_byte)
{
	return (struct range){ { page, byte }, { end_page, end_byte } };
}

/* COUNT pages from PAGE on, but no bytes behind the end. */
static struct range whole_pages(struct position size, int page, int count)
{
	struct range range = between(page, 0, page + count, 0);

	if (range.end.page > size.page)
		range.end = size;
	return range;
}

/* Some bytes in a block, wherever the file has that many. */
static bool part_of_block(struct position size, struct range *range)
{
	const int middle = place_pages(size) / 2;
	const int byte = half_of(size.byte);

	if (middle < size.page) {
		*range = between(middle, PART, middle, 2 * PART);
		return true;
	}
	/* The page in the middle is the last one, and there in part. */
	*range = between(size.page, byte, size.page, byte + TEST_WORD);
	return byte >= TEST_WORD;
}

static struct range across_end(struct position size)
{
	const int pages = place_pages(size);

	if (!size.byte)
		return between(pages - 1, MIDDLE, pages, PART);
	return between(size.page, half_of(size.byte), pages, PART);
}

static bool find_inside(enum place place, struct position size,
			struct range *range)
{
	const int pages = place_pages(size), middle = pages / 2;

	switch (place) {
	case PLACE_WHOLE:
		*range = (struct range){ { 0, 0 }, size };
		return pages;
	case PLACE_FIRST:
		*range = whole_pages(size, 0, 1);
		return pages;
	case PLACE_INSIDE:
		*range = whole_pages(size, middle, 1);
		return pages > 2;
	case PLACE_HALF:
		*range = whole_pages(size, 0, middle);
		return middle && !(pages % 2);
	case PLACE_MOST:
		*range = whole_pages(size, 1, pages - 2);
		return pages > 3;
	case PLACE_LAST:
		*range = whole_pages(size, pages - 1, 1);
		return pages > 1;
	case PLACE_PART:
		return part_of_block(size, range);
	case PLACE_CROSS:
		*range = between(middle, -PART, middle, PART);
		return middle && (middle < size.page || size.byte > PART);
	default:
		return false;
	}
}

static bool find_place(enum place place, struct position size,
		       struct range *range)
{
	const int pages = place_pages(size);

	switch (place) {
	case PLACE_AT:
		*range = between(size.page, size.byte, size.page + 1,
				 size.byte);
		return true;
	case PLACE_NEAR:
		*range = between(size.page, size.byte + PART, size.page,
				 size.byte + 2 * PART);
		return true;
	case PLACE_ACROSS:
		*range = pages ? across_end(size) : (struct range){ 0 };
		return pages;
	case PLACE_BEHIND:
		*range = between(pages + 1, 0, pages + 2, 0);
		return true;
	default:
		return find_inside(place, size, range);
	}
}

/* Outward, to whole pages. What begins at the end begins behind it then. */
static void align(enum place place, struct position size, struct range *range)
{
	if (range->start.byte < 0)
		range->start.page--;
	if (place == PLACE_AT && size.byte) {
		range->start.page++;
		range->end.page++;
		range->end.byte = 0;
	}
	if (range->end.byte > 0)
		range->end.page++;
	range->start.byte = range->end.byte = 0;
}

bool place_range(enum place place, struct position size, bool aligned,
		 struct range *range)
{
	if (!find_place(place, size, range))
		return false;
	if (aligned)
		align(place, size, range);
	return true;
}
