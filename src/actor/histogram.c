// SPDX-License-Identifier: GPL-2.0-or-later
/* Counts rounds by outcome, and finds the line of one by its hash. */
#include "actor/histogram.h"

#include <string.h>

#include "actor/outcome.h"
#include "litmus/print.h"

#define SEEN UINT16_MAX
#define OTHERS (UINT16_MAX - 1) /* outcomes that found no room */
#define ORDER_SIZE (2 * OPERATION_TEXT_SIZE + 64)

/* The slot of HASH, or where it would go. */
static uint32_t slot_of(const struct histogram *histogram, uint64_t hash)
{
	uint32_t slot = hash % HISTOGRAM_SLOTS;

	while (histogram->index[slot] && histogram->hash[slot] != hash)
		slot = (slot + 1) % HISTOGRAM_SLOTS;
	return slot;
}

/* A full table drops new hashes: their text is then made every time. */
static void histogram_remember(struct histogram *histogram, uint64_t hash,
			       uint16_t index)
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
	histogram_remember(histogram, hash, SEEN);
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

static struct outcome *find_line(struct result *result,
				 const struct outcome *like, const char *text)
{
	for (uint32_t i = 0; i < result->outcomes; i++) {
		struct outcome *outcome = &result->outcome[i];

		if (outcome->hash == like->hash &&
		    outcome->verdict == like->verdict &&
		    outcome->promise == like->promise &&
		    outcome->excuse == like->excuse &&
		    outcome->reached == like->reached &&
		    !strcmp(result_text(result, outcome->text), text))
			return outcome;
	}
	return NULL;
}

static bool has_room(const struct result *result, const struct outcome *like,
		     size_t bytes)
{
	/* The last byte stays NUL, after room to write the next text. */
	uint32_t lines = RESULT_OUTCOMES, size = RESULT_TEXTS_SIZE - 2;

	if (like->verdict == VERDICT_ALLOWED) {
		lines -= RESULT_OUTCOMES_RESERVED;
		size -= RESULT_TEXTS_RESERVED;
	}
	return result->outcomes < lines && result->texts_used + bytes <= size;
}

/* TEXT may already be in its place. */
static uint32_t put_text(struct result *result, const char *text)
{
	uint32_t offset = result->texts_used;
	size_t bytes = strlen(text) + 1;

	if (bytes == 1)
		return 0;
	memmove(result->texts + offset, text, bytes);
	result->texts_used += bytes;
	return offset;
}

struct outcome *histogram_line(struct result *result,
			       const struct outcome *like, const char *text,
			       const char *order)
{
	struct outcome new = *like, *outcome;

	new.hash = hash_of_text(text);
	outcome = find_line(result, &new, text);
	if (outcome)
		return outcome;
	if (!has_room(result, like, strlen(text) + strlen(order) + 3))
		return NULL;
	if (!result->texts_used)
		result->texts_used = 1;
	new.text = put_text(result, text);
	new.order = put_text(result, order);
	new.count = 0;
	outcome = &result->outcome[result->outcomes];
	*outcome = new;
	/* The supervisor may be reading: count a line once it is whole. */
	__atomic_store_n(&result->outcomes, result->outcomes + 1,
			 __ATOMIC_RELEASE);
	return outcome;
}

/* The line of a round, made if there is none; OTHERS if there is no room. */
static uint16_t histogram_round_line(struct histogram *histogram,
				     const struct layout *layout,
				     const struct history *history,
				     uint64_t hash,
				     const struct verdict *verdict,
				     bool reached)
{
	struct result *result = histogram->result;
	const struct outcome like = {
		.seen = hash,
		.verdict = verdict->kind,
		.promise = verdict->promise,
		.excuse = verdict->excuse,
		.reached = reached,
	};
	/* The space after the texts, which nobody reads yet. */
	char *text = result->texts + result->texts_used + 1;
	size_t left = RESULT_TEXTS_SIZE - result->texts_used - 1;
	char order[ORDER_SIZE] = "";
	const struct outcome *line;

	if (outcome_text(layout, history, text, left) >= left)
		return OTHERS;
	if (verdict->kind != VERDICT_ALLOWED)
		outcome_order(layout->test, history, verdict, order,
			      sizeof(order));
	line = histogram_line(result, &like, text, order);
	return line ? line - result->outcome : OTHERS;
}

void histogram_count(struct histogram *histogram, const struct layout *layout,
		     const struct history *history, uint64_t hash,
		     const struct verdict *verdict, bool reached)
{
	struct result *result = histogram->result;
	/* One outcome may have several verdicts, which depend on its timing. */
	uint64_t key = (hash ^ (verdict->kind + 1) ^ verdict->promise << 4 ^
			verdict->excuse << 8 ^ (uint64_t)reached << 12) *
		       UINT64_C(0x9e3779b97f4a7c15);
	uint16_t index = histogram->index[slot_of(histogram, key)];

	if (!index) {
		index = histogram_round_line(histogram, layout, history, hash,
					     verdict, reached);
		if (index != OTHERS)
			index++;
		histogram_remember(histogram, key, index);
	}
	if (index == OTHERS)
		result->other_outcomes++;
	else
		result->outcome[index - 1].count++;
}
