/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds a smaller list of preemptions that still has the same effect. */
#ifndef FSLITMUS_SCHEDULE_SHRINK_H
#define FSLITMUS_SCHEDULE_SHRINK_H

#include <stdbool.h>
#include <stddef.h>

#include "fslitmus_uapi.h"

/*
 * Tries a schedule of these preemptions. True if the effect looked for still
 * happens. Sets *STOP to nonzero to end the search.
 */
typedef bool (*shrink_test)(void *context,
			    const struct fslitmus_preemption *list,
			    size_t count, int *stop);

/*
 * Removes preemptions from LIST, of *COUNT entries, as long as TEST holds
 * (delta debugging, after Zeller and Hildebrandt). Unless it was stopped, no
 * single one of those left can be removed. Then gives each the longest
 * duration, if TEST still holds. LIST ends as a list that was tried and held,
 * or unchanged.
 */
void shrink_preemptions(struct fslitmus_preemption *list, size_t *count,
			shrink_test test, void *context);

#endif
