// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Direct against cached access. open(2), NOTES: "Applications should avoid
 * mixing O_DIRECT and normal I/O to the same file, and especially to
 * overlapping byte regions in the same file.  ...  Likewise, applications
 * should avoid mixing mmap(2) of files with direct I/O to the same files."
 *
 * What counts is access at the same time. A direct write begins by writing
 * back what is dirty in its range and dropping it from the cache and from
 * every page table: kiocb_invalidate_pages() in mm/filemap.c. It takes the
 * lock of each page, and so waits for readahead and writeback that still run.
 * Afterwards kiocb_invalidate_post_direct_write() drops what was faulted in
 * or read meanwhile, and that may fail. Filesystems without it write through
 * the cache, as tmpfs does, and as others do where the dropping failed.
 * So a mapping that nobody touches meanwhile has nothing old to show. It
 * counts like all else: while its pages are accessed or faulted in.
 */
#include "contract/judge.h"

static bool ran(const struct judge *judge, const struct operation *operation,
		struct moment *moment)
{
	const struct record *record =
		&judge->history->record[operation->process][operation->index];

	moment->begin = record->begin;
	moment->end = record->end ? record->end : PLAN_NEVER;
	return record->status != RECORD_NOT_RUN;
}

static bool overlap(struct moment a, struct moment b)
{
	return a.begin <= b.end && b.begin <= a.end;
}

static bool changes_file(const struct judge *judge,
			 const struct operation *operation, int file)
{
	int c = judge->plan->change_of[operation->process][operation->index];
	const struct change *change;

	if (c < 0)
		return false;
	change = &judge->plan->change[c];
	for (int e = 0; e < change->effects; e++)
		if (change->effect[e].file == file)
			return true;
	return false;
}

static bool uses_file(const struct judge *judge,
		      const struct operation *operation, int file)
{
	return operation->file == file || operation->target == file ||
	       changes_file(judge, operation, file);
}

/* Some operation with all of TRAITS on FILE that overlaps MOMENT in time. */
static bool races_with(const struct judge *judge, int file,
		       struct moment moment, unsigned int traits,
		       bool only_changes)
{
	const struct test *test = judge->plan->layout.test;

	for (int p = 0; p < test->processes; p++) {
		for (int i = 0; i < test->process[p].count; i++) {
			const struct operation *operation =
				&test->process[p].operations[i];
			struct moment other;

			if ((operation->type->traits & traits) != traits ||
			    !(only_changes ?
				      changes_file(judge, operation, file) :
				      uses_file(judge, operation, file)))
				continue;
			if (ran(judge, operation, &other) &&
			    overlap(moment, other))
				return true;
		}
	}
	return false;
}

void judge_find_mixed(struct judge *judge)
{
	for (int c = 0; c < judge->plan->changes; c++) {
		struct change *change = &judge->plan->change[c];
		const struct operation *operation = change->operation;
		struct moment moment;

		change->mixed = operation->type->traits & TRAIT_DIRECT &&
				ran(judge, operation, &moment) &&
				races_with(judge, operation->file, moment,
					   TRAIT_CACHED, false);
		judge->mixed |= change->mixed;
	}
}

static bool file_is_mixed(const struct judge *judge, int file)
{
	for (int c = 0; c < judge->plan->changes; c++)
		if (judge->plan->change[c].mixed &&
		    changes_file(judge, judge->plan->change[c].operation, file))
			return true;
	return false;
}

/* Link REGION with what its moves take data from; true: one was new. */
static bool link_sources(struct plan *plan, struct region *region)
{
	bool linked = false;

	for (int w = 0; w < region->writers; w++) {
		const struct writer *writer = &region->writer[w];
		struct region *source;

		if (!writer_has_source(writer) ||
		    !plan->change[writer->change].ran)
			continue;
		source = &plan->file[writer->source]
				  .region[writer->source_region];
		linked |= source->linked != region->linked;
		source->linked = region->linked = source->linked ||
						  region->linked;
	}
	return linked;
}

static bool link_all(struct plan *plan)
{
	bool linked = false;

	for (int f = 0; f < plan->layout.test->files; f++)
		for (uint32_t i = 0; i < plan->file[f].regions; i++)
			linked |= link_sources(plan, &plan->file[f].region[i]);
	return linked;
}

bool judge_word_is_mixed(struct judge *judge, int file, uint64_t offset)
{
	struct plan *plan = judge->plan;

	plan_unlink(plan);
	plan_region(plan, file, offset)->linked = true;
	while (link_all(plan))
		;
	for (int f = 0; f < plan->layout.test->files; f++)
		for (uint32_t i = 0; i < plan->file[f].regions; i++)
			if (plan->file[f].region[i].linked &&
			    file_is_mixed(judge, f))
				return true;
	return false;
}

bool judge_direct_read_is_mixed(const struct judge *judge,
				const struct observation *seen)
{
	const struct operation *operation;

	if (seen->view != VIEW_OPERATION)
		return false;
	operation = &judge->plan->layout.test->process[seen->process]
			     .operations[seen->operation];
	return operation->type->traits & TRAIT_DIRECT &&
	       races_with(judge, seen->file,
			  (struct moment){ seen->begin, seen->end },
			  TRAIT_CACHED, true);
}
