/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts outcomes. The text of one is made only when it is new. */
#ifndef FSLITMUS_ACTOR_HISTOGRAM_H
#define FSLITMUS_ACTOR_HISTOGRAM_H

#include "actor/result.h"
#include "contract/effect.h"

#define HISTOGRAM_SLOTS 2048 /* a power of two */

struct histogram {
	struct result *result;
	/* From hash to index in result->outcome plus 1, or SEEN; 0: free. */
	uint64_t hash[HISTOGRAM_SLOTS];
	uint16_t index[HISTOGRAM_SLOTS];
	uint32_t used;
};

/*
 * The line of RESULT with TEXT and with the verdict, promise, excuse and
 * reached of LIKE. A new one gets ORDER, and seen from LIKE. NULL: no room.
 */
struct outcome *histogram_line(struct result *result,
			       const struct outcome *like, const char *text,
			       const char *order);

/* Was a round with HASH counted before? */
bool histogram_seen(const struct histogram *histogram, uint64_t hash);
void histogram_see(struct histogram *histogram, uint64_t hash);

/* Counts one round with its VERDICT; HASH is that of its outcome. */
void histogram_count(struct histogram *histogram, const struct layout *layout,
		     const struct history *history, uint64_t hash,
		     const struct verdict *verdict, bool reached);

#endif
