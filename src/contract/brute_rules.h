/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The conditions under which other rules hold, for brute.c only. */
#ifndef FSLITMUS_CONTRACT_BRUTE_RULES_H
#define FSLITMUS_CONTRACT_BRUTE_RULES_H

#include "contract/brute_cells.h"

/* Was it seen through a mapping? */
bool observed_mapped(const struct observation *o);

/* Was it seen through a private mapping? */
bool observed_private(const struct layout *layout, const struct observation *o);

/*
 * May the access have found nothing mapped: because its map had not
 * returned, or because something took the mapping or the permission away?
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
 * May the word have been looked at while it, or what it came from, was being
 * copied or zeroed, or have been left so?
 */
bool may_be_torn(struct world *world, const struct observation *o,
		 uint64_t offset);

/* Is it a direct read that raced with a write through the page cache? */
bool direct_read_mixed(const struct world *world, const struct observation *o);

/*
 * Free in RELAXED every direct write that raced with the page cache of its
 * end, and of having happened at all; set MIXED for each file that has such
 * a write.
 */
void relax_mixed(const struct world *strict, struct world *relaxed,
		 bool mixed[TEST_MAX_FILES]);

#endif
