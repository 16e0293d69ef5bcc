/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The conditions on which the rules for excuses depend, for brute.c only. */
#ifndef FSLITMUS_CONTRACT_BRUTE_RULES_H
#define FSLITMUS_CONTRACT_BRUTE_RULES_H

#include "contract/brute_cells.h"

/* Was it seen through a mapping? */
bool observed_mapped(const struct observation *o);

/* Was it seen through a private mapping? */
bool observed_private(const struct layout *layout, const struct observation *o);

/*
 * May the access have found nothing mapped, because its map had not returned
 * yet, or because an operation took the mapping or the permission away?
 */
bool may_be_unmapped(const struct layout *layout, const struct history *history,
		     const struct observation *o);

/*
 * Is the word at OFFSET, seen through a private mapping, what was stored
 * there through the same mapping?
 */
bool is_private_store(const struct layout *layout,
		      const struct history *history,
		      const struct observation *o, uint64_t offset);

/*
 * May the word have been observed while it was being copied or zeroed, or left
 * in that state? The same for the words from which its value came.
 */
bool may_be_torn(struct world *world, const struct observation *o,
		 uint64_t offset);

/* Is it a direct read that raced with a write through the page cache? */
bool direct_read_mixed(const struct world *world, const struct observation *o);

/*
 * Finds the direct writes that raced with accesses through the page cache. In
 * RELAXED they become optional and have no end, and MIXED is set for each file
 * that one of them changes.
 */
void relax_mixed(const struct world *strict, struct world *relaxed,
		 bool mixed[TEST_MAX_FILES]);

#endif
