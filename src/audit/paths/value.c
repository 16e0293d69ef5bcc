// SPDX-License-Identifier: GPL-2.0-or-later
/* Sets of flags as numbers: equal sets have equal numbers. */
#include "audit/paths/value.h"

#include <string.h>

#define MAX_FLAGS 16

struct set {
	uint32_t count;
	sym names[MAX_FLAGS]; /* ascending */
};

#define BUCKETS 1024u

static VECTOR(struct set) sets;
/* A cache of set numbers by hash, because most look-ups repeat. */
static flag_set recent[BUCKETS];

static bool same_set(const struct set *a, const struct set *b)
{
	return a->count == b->count &&
	       !memcmp(a->names, b->names, a->count * sizeof(sym));
}

static flag_set find_or_add(const struct set *set)
{
	for (size_t i = 2; i < sets.count; i++)
		if (same_set(&sets.at[i], set))
			return (flag_set)i;
	vector_push(&sets, *set);
	return (flag_set)(sets.count - 1);
}

static flag_set intern(const struct set *set)
{
	uint32_t hash = set->count;

	/* 0 is taken by "not known", 1 by the empty set. */
	while (sets.count < 2) {
		struct set empty = { 0, { 0 } };

		vector_push(&sets, empty);
	}
	if (!set->count)
		return FLAGS_NONE;
	for (uint32_t i = 0; i < set->count; i++)
		hash = hash * 31 + set->names[i];
	hash %= BUCKETS;
	if (recent[hash] < 2 || !same_set(&sets.at[recent[hash]], set))
		recent[hash] = find_or_add(set);
	return recent[hash];
}

static struct set copy_of(flag_set set)
{
	struct set empty = { 0, { 0 } };

	return set < sets.count ? sets.at[set] : empty;
}

static void insert(struct set *set, sym name)
{
	uint32_t at = 0;

	while (at < set->count && set->names[at] < name)
		at++;
	if ((at < set->count && set->names[at] == name) ||
	    set->count == MAX_FLAGS)
		return;
	memmove(&set->names[at + 1], &set->names[at],
		(set->count - at) * sizeof(sym));
	set->names[at] = name;
	set->count++;
}

flag_set flags_single(sym name)
{
	struct set set = { 1, { name } };

	return intern(&set);
}

flag_set flags_union(flag_set a, flag_set b)
{
	struct set set = copy_of(a), other = copy_of(b);

	if (!a || !b)
		return FLAGS_UNKNOWN;
	for (uint32_t i = 0; i < other.count; i++)
		insert(&set, other.names[i]);
	return intern(&set);
}

static flag_set filter(flag_set a, flag_set b, bool keep_common)
{
	struct set set = copy_of(a), result = { 0, { 0 } };

	if (!a || !b)
		return FLAGS_UNKNOWN;
	for (uint32_t i = 0; i < set.count; i++)
		if (flags_contain(b, set.names[i]) == keep_common)
			insert(&result, set.names[i]);
	return intern(&result);
}

flag_set flags_without(flag_set a, flag_set b)
{
	return filter(a, b, false);
}

flag_set flags_common(flag_set a, flag_set b)
{
	return filter(a, b, true);
}

bool flags_contain(flag_set set, sym name)
{
	if (set >= sets.count)
		return false;
	for (uint32_t i = 0; i < sets.at[set].count; i++)
		if (sets.at[set].names[i] == name)
			return true;
	return false;
}

size_t flags_count(flag_set set)
{
	return set < sets.count ? sets.at[set].count : 0;
}

const sym *flags_names(flag_set set)
{
	return sets.at[set].names;
}

void flags_free_all(void)
{
	vector_free(&sets);
	memset(recent, 0, sizeof(recent));
}
