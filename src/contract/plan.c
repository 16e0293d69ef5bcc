// SPDX-License-Identifier: GPL-2.0-or-later
/* Cuts a test's files into regions that all operations treat alike. */
#include "contract/plan.h"
#include "contract/huge.h"
#include "contract/oracle.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Bytes behind all that is named. Words are ordered independently, so that
 * inserts which race may carry one further than both of them together.
 */
#define MARGIN 512

/* Boundaries of one file's regions, sorted and unique. */
struct cuts {
	uint32_t count;
	uint64_t at[PLAN_MAX_REGIONS + 1];
};

static bool cuts_add(struct cuts *cuts, uint64_t at, bool *full)
{
	uint32_t low = 0, high = cuts->count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (cuts->at[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < cuts->count && cuts->at[low] == at)
		return false;
	if (cuts->count > PLAN_MAX_REGIONS) {
		*full = true;
		return false;
	}
	memmove(&cuts->at[low + 1], &cuts->at[low],
		(cuts->count - low) * sizeof(cuts->at[0]));
	cuts->at[low] = at;
	cuts->count++;
	return true;
}

static int plan_refuse(struct plan *plan, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static int plan_refuse(struct plan *plan, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(plan->refusal, sizeof(plan->refusal), fmt, args);
	va_end(args);
	return -E2BIG;
}

static bool has_source(const struct effect *effect)
{
	return effect->kind == EFFECT_MOVE || effect->kind == EFFECT_COPY;
}

static int collect_changes(struct plan *plan)
{
	const struct test *test = plan->layout.test;

	memset(plan->change_of, -1, sizeof(plan->change_of));
	for (int p = 0; p < test->processes; p++) {
		for (int i = 0; i < test->process[p].count; i++) {
			const struct operation *operation =
				&test->process[p].operations[i];
			struct change *change = &plan->change[plan->changes];
			struct effect effects[EFFECT_MAX];
			int count = 0;

			if (operation->type->effects)
				count = operation->type->effects(operation,
								 &plan->layout,
								 effects);
			if (!count)
				continue;
			if (plan->changes == PLAN_MAX_CHANGES)
				return plan_refuse(plan,
						   "more than %d operations "
						   "change files",
						   PLAN_MAX_CHANGES);
			change->operation = operation;
			change->effects = count;
			memcpy(change->effect, effects,
			       count * sizeof(effects[0]));
			plan->change_of[p][i] = plan->changes++;
		}
	}
	return 0;
}

static uint64_t round_up(uint64_t bytes, uint32_t page_size)
{
	return (bytes + page_size - 1) / page_size * page_size;
}

static int64_t declared_size(const struct plan *plan, int file)
{
	const struct file_decl *decl = &plan->layout.test->file[file];

	if (decl->content == CONTENT_REFLINK)
		return declared_size(plan, decl->reflink_of);
	if (decl->content == CONTENT_ABSENT)
		return 0;
	return position_bytes(decl->size, plan->layout.page_size);
}

static void raise_limit(struct plan *plan, int64_t bytes)
{
	if (bytes > 0 && (uint64_t)bytes > plan->limit)
		plan->limit = bytes;
}

/* Nothing a test does or sees lies beyond the limit. */
static void find_limit(struct plan *plan)
{
	const struct test *test = plan->layout.test;
	uint32_t page_size = plan->layout.page_size;
	uint64_t inserted = 0;

	for (int f = 0; f < test->files; f++)
		raise_limit(plan, declared_size(plan, f));
	for (int m = 0; m < test->mappings; m++) {
		int64_t start, end;

		mapping_bytes(test, m, page_size, &start, &end);
		raise_limit(plan, end);
	}
	for (int p = 0; p < test->processes; p++) {
		for (int i = 0; i < test->process[p].count; i++) {
			int64_t start, end;

			operation_bytes(test, &test->process[p].operations[i],
					page_size, &start, &end);
			raise_limit(plan, end);
		}
	}
	for (int c = 0; c < plan->changes; c++) {
		for (int e = 0; e < plan->change[c].effects; e++) {
			const struct effect *effect =
				&plan->change[c].effect[e];

			raise_limit(plan, effect->start);
			if (effect->end != EFFECT_TO_END)
				raise_limit(plan, effect->end);
			if (has_source(effect) && effect->shift < 0)
				inserted += -effect->shift;
		}
	}
	plan->limit = round_up(plan->limit + inserted + MARGIN, page_size);
}

/* The part of an effect below the limit. */
static uint64_t effect_end(const struct plan *plan, const struct effect *effect)
{
	return effect->end < plan->limit ? effect->end : plan->limit;
}

/* Cuts of the source show in the destination, and the other way round. */
static bool carry_cuts(const struct plan *plan, const struct effect *effect,
		       struct cuts *cuts, bool *full)
{
	struct cuts *to = &cuts[effect->file], *from = &cuts[effect->source];
	uint64_t end = effect_end(plan, effect);
	bool changed = false;

	for (uint32_t i = 0; i < from->count && !*full; i++) {
		int64_t at = (int64_t)from->at[i] - effect->shift;

		if (at > (int64_t)effect->start && at < (int64_t)end)
			changed |= cuts_add(to, at, full);
	}
	for (uint32_t i = 0; i < to->count && !*full; i++) {
		int64_t at = (int64_t)to->at[i] + effect->shift;

		if (to->at[i] >= effect->start && to->at[i] <= end && at > 0 &&
		    at < (int64_t)plan->limit)
			changed |= cuts_add(from, at, full);
	}
	return changed;
}

static int find_cuts(struct plan *plan, struct cuts *cuts)
{
	bool full = false, changed = true;

	for (int f = 0; f < plan->layout.test->files; f++) {
		cuts[f].count = 0;
		cuts_add(&cuts[f], 0, &full);
		cuts_add(&cuts[f], plan->limit, &full);
		cuts_add(&cuts[f], declared_size(plan, f), &full);
	}
	for (int c = 0; c < plan->changes; c++) {
		for (int e = 0; e < plan->change[c].effects; e++) {
			const struct effect *effect =
				&plan->change[c].effect[e];

			cuts_add(&cuts[effect->file], effect->start, &full);
			cuts_add(&cuts[effect->file], effect_end(plan, effect),
				 &full);
		}
	}
	while (changed && !full) {
		changed = false;
		for (int c = 0; c < plan->changes; c++)
			for (int e = 0; e < plan->change[c].effects; e++)
				if (has_source(&plan->change[c].effect[e]))
					changed |= carry_cuts(
						plan,
						&plan->change[c].effect[e],
						cuts, &full);
	}
	return full ? plan_refuse(plan,
				  "its moves cut a file into more than %d "
				  "pieces",
				  PLAN_MAX_REGIONS) :
		      0;
}

static token initial_value(const struct plan *plan, int file, uint64_t offset)
{
	const struct file_decl *decl = &plan->layout.test->file[file];

	if ((int64_t)offset >= declared_size(plan, file))
		return TOKEN_ABSENT;
	if (decl->content == CONTENT_REFLINK)
		return initial_value(plan, decl->reflink_of, offset);
	if (decl->content == CONTENT_WRITTEN)
		return token_stamp(file, WRITER_INITIAL, 1, 0);
	return TOKEN_ZERO;
}

static int make_regions(struct plan *plan, const struct cuts *cuts, int f)
{
	struct plan_file *file = &plan->file[f];
	uint64_t pages = plan->limit / plan->layout.page_size;

	file->regions = cuts->count - 1;
	file->region = calloc(file->regions, sizeof(*file->region));
	file->of_page = calloc(pages, sizeof(*file->of_page));
	if (!file->region || !file->of_page)
		return -ENOMEM;
	for (uint32_t i = 0; i < file->regions; i++) {
		file->region[i].start = cuts->at[i];
		file->region[i].end = cuts->at[i + 1];
		file->region[i].initial = initial_value(plan, f, cuts->at[i]);
	}
	for (uint64_t page = 0, i = 0; page < pages; page++) {
		while (file->region[i].end <= page * plan->layout.page_size)
			i++;
		file->of_page[page] = i;
	}
	return 0;
}

struct region *plan_region(const struct plan *plan, int file, uint64_t offset)
{
	const struct plan_file *in = &plan->file[file];
	uint32_t i;

	if (offset >= plan->limit)
		offset = plan->limit - TEST_WORD;
	i = in->of_page[offset / plan->layout.page_size];

	while (in->region[i].end <= offset)
		i++;
	return &in->region[i];
}

void plan_unlink(struct plan *plan)
{
	for (int f = 0; f < plan->layout.test->files; f++)
		for (uint32_t i = 0; i < plan->file[f].regions; i++)
			plan->file[f].region[i].linked = false;
}

/* Call VISIT for every (region, change, effect); the first error ends it. */
static int for_each_writer(struct plan *plan,
			   int (*visit)(struct plan *plan,
					struct region *region, int change,
					const struct effect *effect))
{
	for (int c = 0; c < plan->changes; c++) {
		for (int e = 0; e < plan->change[c].effects; e++) {
			const struct effect *effect =
				&plan->change[c].effect[e];
			uint64_t end = effect_end(plan, effect), at;

			for (at = effect->start; at < end;) {
				struct region *region =
					plan_region(plan, effect->file, at);
				int err = visit(plan, region, c, effect);

				if (err)
					return err;
				at = region->end;
			}
		}
	}
	return 0;
}

static int note_absent(struct plan *plan, struct region *region, int change,
		       const struct effect *effect)
{
	(void)plan;
	(void)change;
	region->may_be_absent |= region->initial == TOKEN_ABSENT ||
				 effect->kind == EFFECT_CUT ||
				 effect->kind == EFFECT_MOVE;
	return 0;
}

/*
 * A file does not grow over words that are never absent. A write grows it
 * over all that lies before, so that these would be many.
 */
static bool has_no_effect(const struct region *region,
			  const struct effect *effect)
{
	return effect->kind == EFFECT_GROW && !region->may_be_absent;
}

static int count_writer(struct plan *plan, struct region *region, int change,
			const struct effect *effect)
{
	(void)change;
	plan->moves |= effect->kind == EFFECT_MOVE;
	if (has_no_effect(region, effect) ||
	    ++region->writers <= PLAN_MAX_WRITERS)
		return 0;
	return plan_refuse(plan,
			   "more than %d operations change byte %llu of %s",
			   PLAN_MAX_WRITERS, (unsigned long long)region->start,
			   plan->layout.test->file[effect->file].name);
}

static int add_writer(struct plan *plan, struct region *region, int change,
		      const struct effect *effect)
{
	int64_t source = (int64_t)region->start + effect->shift;
	struct writer *writer;

	if (has_no_effect(region, effect))
		return 0;
	writer = &region->writer[region->writers++];
	*writer = (struct writer){ .change = change, .kind = effect->kind };
	if (!has_source(effect))
		return 0;
	writer->source = effect->source;
	writer->shift = effect->shift;
	writer->source_beyond = source < 0 || source >= (int64_t)plan->limit;
	if (!writer->source_beyond)
		writer->source_region = plan_region(plan, effect->source,
						    source) -
					plan->file[effect->source].region;
	return 0;
}

/* Give every region room for its writers and value sets. */
static int share_out(struct plan *plan)
{
	uint64_t writers = 0, sets = 0;

	for (int f = 0; f < plan->layout.test->files; f++) {
		for (uint32_t i = 0; i < plan->file[f].regions; i++) {
			writers += plan->file[f].region[i].writers;
			sets += 1u << plan->file[f].region[i].writers;
		}
	}
	if (sets > PLAN_MAX_SETS)
		return plan_refuse(plan,
				   "too many operations change the same bytes "
				   "in too many places");
	plan->writers = calloc(writers + 1, sizeof(*plan->writers));
	plan->sets = calloc(sets, sizeof(*plan->sets));
	if (!plan->writers || !plan->sets)
		return -ENOMEM;
	writers = sets = 0;
	for (int f = 0; f < plan->layout.test->files; f++) {
		for (uint32_t i = 0; i < plan->file[f].regions; i++) {
			struct region *region = &plan->file[f].region[i];

			region->writer = plan->writers + writers;
			region->sets = plan->sets + sets;
			writers += region->writers;
			sets += 1u << region->writers;
			region->writers = 0;
		}
	}
	return 0;
}

static int plan_build(struct plan *plan, struct cuts *cuts)
{
	int err = collect_changes(plan);

	if (err)
		return err;
	find_limit(plan);
	for (int f = 0; f < plan->layout.test->files; f++)
		plan->maps_past_end[f] = layout_maps_past_end(&plan->layout, f);
	if (plan->limit > 2ull * TEST_MAX_FILE_BYTES)
		return plan_refuse(plan,
				   "inserts make a file longer than %u MiB",
				   2 * TEST_MAX_FILE_BYTES >> 20);
	err = find_cuts(plan, cuts);
	for (int f = 0; f < plan->layout.test->files && !err; f++)
		err = make_regions(plan, &cuts[f], f);
	if (!err)
		err = for_each_writer(plan, note_absent);
	if (!err)
		err = for_each_writer(plan, count_writer);
	if (!err)
		err = share_out(plan);
	if (!err)
		err = for_each_writer(plan, add_writer);
	return err;
}

/* TEXT: where the reason goes, or NULL. */
static struct plan *make_plan(const struct layout *layout, char *text)
{
	struct plan *plan = calloc(1, sizeof(*plan));
	/* Large and hardly ever full, so it is not cleared. */
	struct cuts *cuts = malloc(layout->test->files * sizeof(*cuts) + 1);
	int err = -ENOMEM;

	if (plan && cuts) {
		plan->layout = *layout;
		err = plan_build(plan, cuts);
	}
	free(cuts);
	if (err) {
		if (plan && text)
			memcpy(text, plan->refusal, sizeof(plan->refusal));
		plan_free(plan);
		errno = -err;
		return NULL;
	}
	return plan;
}

struct plan *plan_new(const struct layout *layout)
{
	return make_plan(layout, NULL);
}

bool plan_refused(const struct layout *layout, char text[PLAN_REFUSAL_SIZE])
{
	struct plan *plan = make_plan(layout, text);
	bool refused = !plan && errno == E2BIG;

	plan_free(plan);
	return refused;
}

void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	for (int f = 0; f < TEST_MAX_FILES; f++) {
		free(plan->file[f].region);
		free(plan->file[f].of_page);
	}
	free(plan->writers);
	free(plan->sets);
	free(plan);
}
