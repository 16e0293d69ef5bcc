// SPDX-License-Identifier: GPL-2.0-or-later
/* Compares two executions of the same batch by their hashes and events. */
#include "machine/verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void guest_hashes_read(const struct guest *guest, struct guest_hashes *hashes)
{
	size_t size = 0;

	hashes->hash = guest_task_file(guest, "hashes", 0, &size);
	hashes->count = hashes->hash ? size / sizeof(*hashes->hash) : 0;
}

/* The index of the first hash that differs, or how many were compared. */
static uint64_t verify_compare_hashes(const struct guest_hashes *a,
				      const struct guest_hashes *b)
{
	uint64_t i = 0;

	while (i < a->count && i < b->count && a->hash[i] == b->hash[i])
		i++;
	return i;
}

struct trace {
	struct fslitmus_event *events;
	size_t count;
};

static void verify_take_trace(struct batches *batches, uint64_t count,
			      struct trace *trace)
{
	struct guest guest;
	size_t size = 0;

	*trace = (struct trace){ NULL, 0 };
	batches->options.trace = true;
	if (batch_repeat(batches, count, &guest))
		return;
	trace->events = guest_task_file(&guest, "events", 0, &size);
	trace->count = size / sizeof(*trace->events);
}

static void verify_event_text(char *text, size_t size,
			      const struct trace *trace, size_t i)
{
	const struct fslitmus_event *event = &trace->events[i];

	if (i >= trace->count)
		snprintf(text, size, "nothing more");
	else
		snprintf(text, size,
			 "actor %u at %#x, kind %u, virtual time %" PRIu64
			 " ns",
			 event->actor, event->pc, event->kind,
			 (uint64_t)event->time);
}

static bool verify_same_event(const struct fslitmus_event *a,
			      const struct fslitmus_event *b)
{
	return a->actor == b->actor && a->pc == b->pc && a->kind == b->kind &&
	       a->time == b->time && a->point == b->point;
}

static void verify_compare_traces(const struct trace *a, const struct trace *b,
				  char *difference, size_t size)
{
	size_t used = strlen(difference), i = 0;
	char first[96], second[96];

	while (i < a->count && i < b->count &&
	       verify_same_event(&a->events[i], &b->events[i]))
		i++;
	if (i == a->count && i == b->count) {
		snprintf(difference + used, size - used,
			 "; two traced executions were the same");
		return;
	}
	verify_event_text(first, sizeof(first), a, i);
	verify_event_text(second, sizeof(second), b, i);
	snprintf(difference + used, size - used,
		 "; first at event %zu: %s; the other time: %s", i, first,
		 second);
}

static void verify_explain(struct batches *batches, uint64_t number,
			   char *difference, size_t size)
{
	struct trace a, b;

	snprintf(difference, size,
		 "schedule %" PRIu64 " of a boot that began "
		 "with %" PRIu64 " was executed differently the second time",
		 batches->next + number, batches->next);
	verify_take_trace(batches, number + 1, &a);
	verify_take_trace(batches, number + 1, &b);
	if (a.events && b.events)
		verify_compare_traces(&a, &b, difference, size);
	free(a.events);
	free(b.events);
}

void guest_verify(struct batches *batches, const struct guest_hashes *hashes,
		  char *difference, size_t size)
{
	struct guest_hashes again;
	struct guest guest;
	uint64_t same;

	if (!hashes->count)
		return;
	if (batch_repeat(batches, hashes->count, &guest)) {
		snprintf(difference, size, "the second guest did not start");
		return;
	}
	guest_hashes_read(&guest, &again);
	same = verify_compare_hashes(hashes, &again);
	if (same < hashes->count)
		verify_explain(batches, same, difference, size);
	free(again.hash);
}
