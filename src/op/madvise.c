// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation madvise: madvise(2). */
#include <sys/mman.h>

#include "op/support.h"

/* The kernel's numbers, where the C library's headers are older. */
#ifndef MADV_COLD
#define MADV_COLD 20
#endif
#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif
#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#endif
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

/* In the order of the options' names. */
static const int advice[] = {
	MADV_DONTNEED,	     MADV_WILLNEED,   MADV_PAGEOUT,  MADV_COLD,
	MADV_RANDOM,	     MADV_SEQUENTIAL, MADV_COLLAPSE, MADV_POPULATE_READ,
	MADV_POPULATE_WRITE, MADV_REMOVE,
};

#define CHOICES (sizeof(advice) / sizeof(advice[0]))

static const char *const options[CHOICES + 1] = {
	"dontneed",	  "willneed",	"pageout",  "cold",
	"random",	  "sequential", "collapse", "populate-read",
	"populate-write", "remove",	NULL,
};

static void madvise_call(const struct operation *operation,
			 const struct layout *layout, struct call *call)
{
	op_memory_call(operation, layout, SYS_madvise,
		       advice[op_chosen(operation)], call);
}

/* MADV_REMOVE punches a hole; in whole pages, as all advice is taken. */
static int madvise_effects(const struct operation *operation,
			   const struct layout *layout,
			   struct effect effects[EFFECT_MAX])
{
	const uint64_t page = layout->page_size;
	uint64_t start, end;

	if (advice[op_chosen(operation)] != MADV_REMOVE)
		return 0;
	op_extent(operation, layout, &start, &end);
	start -= start % page;
	end += (page - end % page) % page;
	return op_effect(effects, 0, EFFECT_ZERO, operation->file, start, end);
}

const struct op_type op_madvise = {
	.name = "madvise",
	.shape = SHAPE_MEMORY_ANY,
	.traits = TRAIT_MEMORY | TRAIT_CACHED,
	.options = options,
	.exclusive = CHOICES,
	.calls = "madvise(2)",
	.manual = "Give the advice named, which must be one, for the whole "
		  "pages that the range touches. remove punches a hole in "
		  "the file through the mapping.",
	.call = madvise_call,
	.effects = madvise_effects,
};
