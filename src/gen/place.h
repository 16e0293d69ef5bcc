/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places: where in a file an operation works, by words that fit files of any
 * size. They refer to the size with which the file is declared.
 */
#ifndef FSLITMUS_GEN_PLACE_H
#define FSLITMUS_GEN_PLACE_H

#include <stdbool.h>

#include "litmus/test.h"

enum place {
	PLACE_NONE, /* for operations that need no place */
	PLACE_WHOLE,
	PLACE_FIRST,  /* the first page */
	PLACE_INSIDE, /* the page in the middle */
	PLACE_HALF,   /* the first half: as long as what lies behind */
	PLACE_MOST,   /* all but the first and last page: longer than that */
	PLACE_LAST,   /* the last page */
	PLACE_PART,   /* bytes in a block of the page in the middle */
	PLACE_CROSS,  /* bytes on both sides of a page's start */
	PLACE_AT,     /* a page that begins where the file ends */
	PLACE_NEAR,   /* bytes behind the end, in the same page if they fit */
	PLACE_ACROSS, /* from the last page to behind the end */
	PLACE_BEHIND, /* a page, and a whole one between the end and it */
	PLACES
};

/* The word for PLACE, empty for PLACE_NONE, and whether it is common. */
const char *place_name(enum place place);
bool place_is_common(enum place place);

/* Pages that a file of SIZE has, the last perhaps in part. */
int place_pages(struct position size);

/*
 * The bytes that PLACE means in a file of SIZE; for ALIGNED operations the
 * pages that hold them. False: such a file has no such place.
 */
bool place_range(enum place place, struct position size, bool aligned,
		 struct range *range);

#endif
