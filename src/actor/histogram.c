// SPDX-License-Identifier: GPL-2.0-or-later
#include "actor/histogram.h"

#include <string.h>

#include "actor/outcome.h"

#define SEEN UINT16_MAX
#define OTHERS (UINT16_MAX - 1)	/* outcomes that found no room */

/* The slot of HASH, or where it would go. */
static uint32_t slot_of(const struct histogram *histogram, uint64_t hash)
{
	uint32_t slot = hash % HISTOGRAM_SLOTS;

	while (histogram->index[slot] && histogram->hash[slot] != hash)
		slot = (slot + 1) % HISTOGRAM_SLOTS;
	return slot;
}

/* A full table forgets new ones: they cost their text every time. */
static void remember(struct histogram *histogram, uint64_t hash, uint16_t index)
{
	uint32_t slot = slot_of(histogram, hash);

	if (histogram->index[slot] ||
	    histogram->used >= HISTOGRAM_SLOTS / 4 * 3)
		return;
	histogram->hash[slot] = hash;
	histogram->index[slot] = index;
	histogram->used++;
}

bool histogram_seen(const struct histogram *histogram, uint64_t hash)
{
	return histogram->index[slot_of(histogram, hash)];
}

void histogram_see(struct histogram *histogram, uint64_t hash)
{
	remember(histogram, hash, SEEN);
}

/* FNV-1a */
static uint64_t hash_of_text(const char *text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	while (*text)
		hash = (hash ^ (unsigned char)*text++) *
		       UINT64_C(0x100000001b3);
	return hash;
}

/* The line that tells this outcome; made if need be, OTHERS if all full. */
static uint16_t find_line(struct result *result, const struct outcome *wanted)
{
	struct outcome *outcome;

	for (uint32_t i = 0; i < result->outcomes; i++) {
		outcome = &result->outcome[i];
		if (outcome->hash == wanted->hash &&
		    outcome->verdict == wanted->verdict &&
		    outcome->promise == wanted->promise &&
		    outcome->excuse == wanted->excuse &&
		    outcome->reached == wanted->reached)
			return i;
	}
	if (result->outcomes == RESULT_OUTCOMES)
		return OTHERS;
	result->outcome[result->outcomes] = *wanted;
	/* Who looks on while the test runs sees whole lines only. */
	__atomic_store_n(&result->outcomes, result->outcomes + 1,
			 __ATOMIC_RELEASE);
	return result->outcomes - 1;
}

static uint16_t tell(struct histogram *histogram, const struct layout *layout,
		     const struct history *history,
		     const struct verdict *verdict, bool reached)
{
	struct outcome outcome = {
		.verdict = verdict->kind,
		.promise = verdict->promise,
		.excuse = verdict->excuse,
		.reached = reached,
	};

	outcome_text(layout, history, outcome.text, sizeof(outcome.text));
	outcome.hash = hash_of_text(outcome.text);
	return find_line(histogram->result, &outcome);
}

void histogram_count(struct histogram *histogram, const struct layout *layout,
		     const struct history *history, uint64_t hash,
		     const struct verdict *verdict, bool reached)
{
	struct result *result = histogram->result;
	/* One outcome may be judged differently: timing decides. */
	uint64_t key = (hash ^ (verdict->kind + 1) ^ verdict->promise << 4 ^
			verdict->excuse << 8 ^ (uint64_t)reached << 12) *
		       UINT64_C(0x9e3779b97f4a7c15);
	uint16_t index = histogram->index[slot_of(histogram, key)];

	if (!index) {
		index = tell(histogram, layout, history, verdict, reached);
		if (index != OTHERS)
			index++;
		remember(histogram, key, index);
	}
	if (index == OTHERS)
		result->other_outcomes++;
	else
		result->outcome[index - 1].count++;
}
