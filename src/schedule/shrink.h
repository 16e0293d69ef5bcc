/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fewer preemptions that still do it. */
#ifndef FSLITMUS_SCHEDULE_SHRINK_H
#define FSLITMUS_SCHEDULE_SHRINK_H

#include <stdbool.h>
#include <stddef.h>

#include "fslitmus_uapi.h"

/*
 * Tries a schedule of these preemptions: does what is looked for still
 * happen? Sets *STOP to nonzero when no more is to be tried.
 */
typedef bool (*shrink_test)(void *context,
			    const struct fslitmus_preemption *list,
			    size_t count, int *stop);

/*
 * Takes preemptions out of LIST, of *COUNT entries, while TEST holds (the delta
 * debugging of Zeller and Hildebrandt: none of those left can be spared alone,
 * unless it was stopped), then makes those that are left last until all is
 * quiet where that does as well. What is in LIST afterwards was tried and held,
 * or is what it was.
 */
void shrink_preemptions(struct fslitmus_preemption *list, size_t *count,
			shrink_test test, void *context);

#endif
