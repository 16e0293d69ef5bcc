/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counting outcomes, with their texts made only when an outcome is new. */
#ifndef FSLITMUS_ACTOR_HISTOGRAM_H
#define FSLITMUS_ACTOR_HISTOGRAM_H

#include "actor/result.h"
#include "contract/effect.h"

#define HISTOGRAM_SLOTS 2048	/* a power of two */

struct histogram {
	struct result *result;
	/* From hash to index in result->outcome plus 1, or SEEN; 0: free. */
	uint64_t hash[HISTOGRAM_SLOTS];
	uint16_t index[HISTOGRAM_SLOTS];
	uint32_t used;
};

/*
 * The line of RESULT that has TEXT and is judged and reached like LIKE, of
 * which only that counts and what was seen first. Made with ORDER if there is
 * none; NULL where there is no room for it.
 */
struct outcome *histogram_line(struct result *result,
			       const struct outcome *like, const char *text,
			       const char *order);

/* Has histogram_see() been told of HASH before? */
bool histogram_seen(const struct histogram *histogram, uint64_t hash);
void histogram_see(struct histogram *histogram, uint64_t hash);

/* Count one round, judged VERDICT; HASH is that of its outcome. */
void histogram_count(struct histogram *histogram, const struct layout *layout,
		     const struct history *history, uint64_t hash,
		     const struct verdict *verdict, bool reached);

#endif
