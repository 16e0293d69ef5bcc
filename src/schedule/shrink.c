// SPDX-License-Identifier: GPL-2.0-or-later
/* Removes preemptions by delta debugging (shrink.h). */
#include "schedule/shrink.h"

#include <stdlib.h>
#include <string.h>

struct shrinking {
	struct fslitmus_preemption *list;
	size_t count;
	struct fslitmus_preemption *attempt;
	shrink_test test;
	void *context;
	int stop;
};

/* Tries the list without entries FIRST to END; adopts it if the test holds. */
static bool try_without(struct shrinking *work, size_t first, size_t end)
{
	size_t rest = work->count - end, count = first + rest;

	memcpy(work->attempt, work->list, first * sizeof(*work->list));
	memcpy(work->attempt + first, work->list + end,
	       rest * sizeof(*work->list));
	if (!work->test(work->context, work->attempt, count, &work->stop))
		return false;
	memcpy(work->list, work->attempt, count * sizeof(*work->list));
	work->count = count;
	return true;
}

/* One pass with pieces of that size; true if any was removed. */
static bool drop_pieces(struct shrinking *work, size_t size)
{
	bool any = false;

	/* From the end: late preemptions matter less often, and removing them
	 * does not change the numbers of points before them. */
	for (size_t end = work->count; end && !work->stop;) {
		size_t first = end > size ? end - size : 0;

		any |= try_without(work, first, end);
		end = first;
	}
	return any;
}

static void drop_preemptions(struct shrinking *work)
{
	size_t size = (work->count + 1) / 2;

	while (size && work->count && !work->stop) {
		bool any = drop_pieces(work, size);

		/* A piece may be removable now that others are gone. */
		if (size > 1 || !any)
			size /= 2;
	}
}

static void lengthen_preemptions(struct shrinking *work)
{
	for (size_t i = 0; i < work->count && !work->stop; i++) {
		if (!work->list[i].ticks)
			continue;
		memcpy(work->attempt, work->list,
		       work->count * sizeof(*work->list));
		work->attempt[i].ticks = 0;
		if (work->test(work->context, work->attempt, work->count,
			       &work->stop))
			work->list[i].ticks = 0;
	}
}

void shrink_preemptions(struct fslitmus_preemption *list, size_t *count,
			shrink_test test, void *context)
{
	struct shrinking work = {
		.list = list,
		.count = *count,
		.attempt = calloc(*count + 1, sizeof(*list)),
		.test = test,
		.context = context,
	};

	if (!work.attempt)
		return;
	if (!work.test(context, NULL, 0, &work.stop))
		drop_preemptions(&work);
	else
		work.count = 0;
	lengthen_preemptions(&work);
	*count = work.count;
	free(work.attempt);
}
