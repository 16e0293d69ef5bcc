// SPDX-License-Identifier: GPL-2.0-or-later
/* The values of the factors: from the tables here and from the operations. */
#include "gen/space.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "gen/place.h"

static const char *const factor_names[FACTORS] = {
	[FACTOR_OP] = "ops",	    [FACTOR_MAPPING] = "mapping",
	[FACTOR_SECOND] = "second", [FACTOR_SPACE] = "space",
	[FACTOR_SIZE] = "size",	    [FACTOR_CONTENT] = "content",
	[FACTOR_CACHE] = "cache",   [FACTOR_PLACE] = "place",
};

/* clang-format off */
static const struct {
	const char *name;
	struct position size;
	bool common;
} sizes[] = {
	{ "0", { 0, 0 }, false },
	/* What filesystems keep in the inode: ext4, up to about 160 bytes. */
	{ "8b", { 0, 8 }, false },
	{ "64b", { 0, 64 }, true },
	{ "160b", { 0, 160 }, false },
	/* Part of a block. */
	{ "512b", { 0, 512 }, false },
	{ "1p", { 1, 0 }, false },
	{ "1p2048", { 1, 2048 }, true },
	{ "4p", { 4, 0 }, false },
	{ "16p", { 16, 0 }, true },
	/* More folios than a batch holds (PAGEVEC_SIZE: 15, later 31). */
	{ "40p", { 40, 0 }, false },
};

struct row {
	const char *name;
	bool common;
};

static const struct row contents[] = {
	[FILE_ABSENT] = { "absent", false },
	[FILE_HOLE] = { "hole", false },
	[FILE_UNWRITTEN] = { "unwritten", true },
	[FILE_WRITTEN] = { "written", true },
	[FILE_MIXED] = { "mixed", true },
};

static const struct row caches[] = {
	[PAGES_DIRTY] = { "dirty", true },
	[PAGES_SYNCED] = { "synced", false },
	[PAGES_WRITEBACK] = { "writeback", false },
	[PAGES_EVICTED] = { "evicted", true },
	[PAGES_PARTIAL] = { "partial", false },
};

static const struct row seconds[] = {
	[SECOND_NONE] = { "", true },
	[SECOND_OTHER] = { "other", true },
	[SECOND_CLONE] = { "clone", false },
	[SECOND_SELF] = { "self", false },
};

static const struct row spaces[] = {
	[SPACE_APART] = { "", true },
	[SPACE_THREAD] = { "thread", true },
};

static const struct {
	struct row row;
	bool shared, writable;
} maps[] = {
	{ { "shared", true }, true, true },
	{ { "shared-read", false }, true, false },
	{ { "private", false }, false, true },
	{ { "private-read", false }, false, false },
};
/* clang-format on */

#define LENGTH(array) ((int)(sizeof(array) / sizeof((array)[0])))

const char *factor_name(enum factor factor)
{
	return factor_names[factor];
}

struct position space_size(int value)
{
	return sizes[value].size;
}

/* Appends a value. Returns its index. */
static int add_value(struct space *space, enum factor factor, const char *name,
		     bool common)
{
	const int index = space->count[factor]++;
	struct factor_value *value;

	space->value[factor] = xrealloc(space->value[factor], index + 1,
					sizeof(struct factor_value));
	value = &space->value[factor][index];
	snprintf(value->name, sizeof(value->name), "%s", name);
	value->common = common;
	return index;
}

static void add_rows(struct space *space, enum factor factor,
		     const struct row *rows, int count)
{
	for (int i = 0; i < count; i++)
		add_value(space, factor, rows[i].name, rows[i].common);
}

static void add_mapping(struct space *space, const char *name, bool common,
			const struct map_kind *kind)
{
	const int index = add_value(space, FACTOR_MAPPING, name, common);

	space->mapping = xrealloc(space->mapping, index + 1, sizeof(*kind));
	space->mapping[index] = *kind;
}

/* Each kind of mapping, plain and with each option of the operation. */
static void add_mappings(struct space *space)
{
	const char *const *options = space->map->options;

	add_mapping(space, "", true, &(struct map_kind){ .exists = false });
	for (int i = 0; i < LENGTH(maps); i++) {
		struct map_kind kind = { .exists = true,
					 .shared = maps[i].shared,
					 .writable = maps[i].writable };

		add_mapping(space, maps[i].row.name, maps[i].row.common, &kind);
		for (int bit = 0; options[bit]; bit++) {
			char name[sizeof(space->value[0]->name)];

			kind.options = 1u << bit;
			snprintf(name, sizeof(name), "%s+%s", maps[i].row.name,
				 options[bit]);
			add_mapping(space, name, false, &kind);
		}
	}
}

/* OPTION: the option in its name, or NULL for what it does without one. */
static void add_verb(struct space *space, const struct op_type *type,
		     const char *option, unsigned int options, bool from)
{
	char name[sizeof(space->value[0]->name)];
	int index;

	snprintf(name, sizeof(name), "%s%s%s%s", type->name,
		 from ? "-from" : "", option ? "+" : "", option ? option : "");
	index = add_value(space, FACTOR_OP, name,
			  !option && !(type->traits & TRAIT_OWN_FS));
	space->verb = xrealloc(space->verb, index + 1, sizeof(struct verb));
	space->verb[index] =
		(struct verb){ .type = type, .options = options, .from = from };
}

/* An operation, plain if it may be, and with each of its options. */
static void add_verbs_of(struct space *space, const struct op_type *type,
			 bool from)
{
	const unsigned int choice = op_choice(type);
	const unsigned int normal = type->default_options;

	if (!type->exclusive || normal)
		add_verb(space, type, NULL, normal, from);
	for (int i = 0; type->options && type->options[i]; i++) {
		const unsigned int bit = 1u << i;
		const unsigned int options = bit & choice ? bit : normal | bit;

		if (options != normal)
			add_verb(space, type, type->options[i], options, from);
	}
}

/* What maps a file is no verb: it is FACTOR_MAPPING. */
static void add_verbs(struct space *space)
{
	const struct op_type *type;

	for (size_t i = 0; (type = op_at(i)); i++) {
		if (type->shape == SHAPE_MAP) {
			space->map = type;
			continue;
		}
		add_verbs_of(space, type, false);
		if (type->shape == SHAPE_FILE_TO_FILE)
			add_verbs_of(space, type, true);
	}
}

struct space *space_new(void)
{
	struct space *space = xcalloc(1, sizeof(*space));

	add_verbs(space);
	add_mappings(space);
	for (int i = 0; i < LENGTH(sizes); i++)
		add_value(space, FACTOR_SIZE, sizes[i].name, sizes[i].common);
	add_rows(space, FACTOR_CONTENT, contents, LENGTH(contents));
	add_rows(space, FACTOR_CACHE, caches, LENGTH(caches));
	add_rows(space, FACTOR_SECOND, seconds, LENGTH(seconds));
	add_rows(space, FACTOR_SPACE, spaces, LENGTH(spaces));
	for (int i = 0; i < PLACES; i++)
		add_value(space, FACTOR_PLACE, place_name(i),
			  place_is_common(i));
	return space;
}

void space_free(struct space *space)
{
	for (int i = 0; i < FACTORS; i++)
		free(space->value[i]);
	free(space->verb);
	free(space->mapping);
	free(space);
}

int space_find(const struct space *space, enum factor factor, const char *name,
	       int length)
{
	for (int i = 0; i < space->count[factor]; i++) {
		const char *value = space->value[factor][i].name;

		if (!strncmp(value, name, length) && !value[length])
			return i;
	}
	return -1;
}
