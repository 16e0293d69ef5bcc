// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Torn words. The largest unit that one instruction stores is an aligned
 * word, and only a load or a store is such an instruction. Copying and
 * zeroing (read(2), write(2), a hole punched in a part of a page) use memcpy()
 * and memset(), which promise no order of their bytes: on x86 they may be
 * "rep movsb", and an emulator may show every byte of it. So a word may then
 * hold some bytes of one value and some of another.
 */
#include "contract/judge.h"
#include "contract/stamp.h"

static bool overlap(struct moment a, struct moment b)
{
	return a.begin <= b.end && b.begin <= a.end;
}

static struct moment moment_of(const struct change *change)
{
	return (struct moment){ change->begin, change->end };
}

/* All but stores, which move whole words. */
static bool copies(const struct change *change)
{
	return change->effect[0].kind != EFFECT_STORE;
}

/* Link REGION with all that its value may have come from. */
static void link_origins(struct plan *plan, struct region *region)
{
	if (region->linked)
		return;
	region->linked = true;
	for (int w = 0; w < region->writers; w++) {
		const struct writer *writer = &region->writer[w];

		if (writer_has_source(writer) &&
		    plan->change[writer->change].ran)
			link_origins(plan,
				     &plan->file[writer->source]
					      .region[writer->source_region]);
	}
}

/* Mark the changes that ran of all linked regions. */
static void find_concerned(const struct plan *plan,
			   bool concerned[PLAN_MAX_CHANGES])
{
	for (int f = 0; f < plan->layout.test->files; f++) {
		for (uint32_t i = 0; i < plan->file[f].regions; i++) {
			const struct region *region = &plan->file[f].region[i];

			for (int w = 0; region->linked && w < region->writers;
			     w++) {
				int c = region->writer[w].change;

				/* Growing leaves the bytes as they are. */
				if (region->writer[w].kind != EFFECT_GROW)
					concerned[c] |= plan->change[c].ran;
			}
		}
	}
}

/*
 * Did a change that copies overlap another one or SEEN, or any change SEEN,
 * which copies itself unless it is a load?
 */
static bool copying_races(const struct judge *judge,
			  const struct observation *seen, struct moment moment,
			  const bool *concerned)
{
	const struct plan *plan = judge->plan;
	bool access_copies = !seen_in_memory(seen) ||
			     seen_privately(judge, seen);

	for (int c = 0; c < plan->changes; c++) {
		const struct change *change = &plan->change[c];

		if (!concerned[c])
			continue;
		if (overlap(moment_of(change), moment) &&
		    (access_copies || copies(change)))
			return true;
		for (int d = 0; copies(change) && d < plan->changes; d++)
			if (d != c && concerned[d] &&
			    overlap(moment_of(change),
				    moment_of(&plan->change[d])))
				return true;
	}
	return false;
}

/* The bytes of a value at OFFSET. */
static uint64_t raw_of(const struct judge *judge, token value, uint64_t offset)
{
	if (!token_is_stamp(value))
		return 0;
	return stamp(judge->history->round, value >> 2 & 7, value >> 5 & 15,
		     value >> 9 & 63, offset + token_shift(value));
}

static bool each_byte_in(const struct judge *judge, const struct value_set *set,
			 uint64_t raw, uint64_t offset)
{
	uint64_t found = 0;

	for (int i = 0; i < set->count; i++) {
		uint64_t differs = raw ^ raw_of(judge, set->value[i], offset);

		for (int bit = 0; bit < 64; bit += 8)
			if (!(differs >> bit & 0xff))
				found |= UINT64_C(0xff) << bit;
	}
	return set->any || found == UINT64_MAX;
}

bool judge_is_torn(struct judge *judge, const struct observation *seen,
		   uint64_t offset)
{
	bool concerned[PLAN_MAX_CHANGES] = { false };
	struct moment moment = { seen->begin, seen->end };
	struct region *region;
	struct value_set values;

	if (!value_is_strange(&seen->value) || seen->length != TEST_WORD)
		return false;
	/* When a private page was copied is not known. */
	if (seen_privately(judge, seen))
		moment.begin = 0;
	region = plan_region(judge->plan, seen->file, offset);
	values_at(judge->plan, region, moment, &values);
	if (!each_byte_in(judge, &values, seen->value.raw, offset))
		return false;
	plan_unlink(judge->plan);
	link_origins(judge->plan, region);
	find_concerned(judge->plan, concerned);
	return copying_races(judge, seen, moment, concerned);
}
