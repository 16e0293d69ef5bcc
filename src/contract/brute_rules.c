// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Decides the conditions on which the rules for excuses depend (brute_rules.h).
 */
#include "contract/brute_rules.h"

#include <string.h>

#include "base/error.h"
#include "litmus/op_type.h"

#define ORIGINS_MAX 256 /* words from which one word's value may come */

static const struct operation *operation_at(const struct test *test,
					    int process, int index)
{
	return &test->process[process].operations[index];
}

static bool has_trait(const struct operation *operation, unsigned int trait)
{
	return operation->type && operation->type->traits & trait;
}

static bool is_map(const struct operation *operation)
{
	return operation->type && operation->type->shape == SHAPE_MAP;
}

bool observed_mapped(const struct observation *o)
{
	return o->mapping >= 0 || o->view == VIEW_MAPPED ||
	       o->view == VIEW_FRESH;
}

bool observed_private(const struct layout *layout, const struct observation *o)
{
	return o->mapping >= 0 && !layout->test->mapping[o->mapping].shared;
}

static bool observed_direct(const struct layout *layout,
			    const struct observation *o)
{
	if (o->view != VIEW_OPERATION)
		return o->view == VIEW_DIRECT;
	return has_trait(operation_at(layout->test, o->process, o->operation),
			 TRAIT_DIRECT);
}

static bool same_memory(const struct test *test, int a, int b)
{
	return address_space(test, a) == address_space(test, b);
}

static bool revokes(const struct test *test, const struct operation *operation,
		    const struct observation *o)
{
	if (!operation->type ||
	    !same_memory(test, operation->process, o->process))
		return false;
	return has_trait(operation, TRAIT_UNMAPS) ||
	       has_trait(operation, TRAIT_REVOKES);
}

/* May the access have found nothing mapped because of OPERATION? */
static bool leaves_unmapped(const struct layout *layout,
			    const struct history *history,
			    const struct operation *operation,
			    const struct observation *o)
{
	const struct record *record =
		&history->record[operation->process][operation->index];

	if (operation->mapping != o->mapping)
		return false;
	if (is_map(operation))
		return record->status != RECORD_DONE || !record->end ||
		       record->end >= o->begin;
	return record->status != RECORD_NOT_RUN && record->begin <= o->end &&
	       revokes(layout->test, operation, o);
}

bool may_be_unmapped(const struct layout *layout, const struct history *history,
		     const struct observation *o)
{
	const struct test *test = layout->test;

	if (o->mapping < 0)
		return false;
	for (int p = 0; p < test->processes; p++)
		for (int i = 0; i < test->process[p].count; i++)
			if (leaves_unmapped(layout, history,
					    operation_at(test, p, i), o))
				return true;
	return false;
}

static bool run_on_mapping(const struct layout *layout,
			   const struct history *history,
			   const struct operation *operation,
			   const struct observation *o)
{
	const struct record *record =
		&history->record[operation->process][operation->index];

	return operation->mapping == o->mapping &&
	       same_memory(layout->test, operation->process, o->process) &&
	       record->status != RECORD_NOT_RUN && record->begin <= o->end;
}

/* Does the word hold what STORE wrote there? */
static bool is_stored(const struct layout *layout,
		      const struct operation *store,
		      const struct observation *o, uint64_t offset)
{
	const struct value *v = &o->value;
	int64_t start, end;

	operation_bytes(layout->test, store, layout->page_size, &start, &end);
	return (int64_t)offset >= start && (int64_t)offset < end &&
	       v->kind == VALUE_STAMP && v->file == o->file &&
	       v->writer == store->process &&
	       v->generation == store->index + 1 && v->offset == o->offset;
}

bool is_private_store(const struct layout *layout,
		      const struct history *history,
		      const struct observation *o, uint64_t offset)
{
	const struct test *test = layout->test;

	for (int p = 0; p < test->processes; p++) {
		for (int i = 0; i < test->process[p].count; i++) {
			const struct operation *store = operation_at(test, p,
								     i);

			if (has_trait(store, TRAIT_WRITES) &&
			    run_on_mapping(layout, history, store, o) &&
			    is_stored(layout, store, o, offset))
				return true;
		}
	}
	return false;
}

static bool changes_file(const struct event *event, int file)
{
	for (int i = 0; i < event->effects; i++)
		if (event->effect[i].file == file)
			return true;
	return false;
}

static bool overlap(uint32_t begin, uint32_t end, uint32_t other_begin,
		    uint32_t other_end)
{
	return begin <= other_end && other_begin <= end;
}

bool direct_read_mixed(const struct world *world, const struct observation *o)
{
	if (!observed_direct(world->layout, o))
		return false;
	for (int e = 0; e < world->events; e++) {
		const struct event *event = &world->event[e];

		if (has_trait(event->operation, TRAIT_CACHED) &&
		    changes_file(event, o->file) &&
		    overlap(event->begin, event->end, o->begin, o->end))
			return true;
	}
	return false;
}

/*
 * Marks the events that change CELL, or a word from which its value may come.
 */
static void add_origins(struct world *world, struct cell *cell,
			struct cell **visited, int *count, bool *events)
{
	for (int i = 0; i < *count; i++)
		if (visited[i] == cell)
			return;
	if (*count == ORIGINS_MAX)
		BUG("a word may come from more than %d others", ORIGINS_MAX);
	visited[(*count)++] = cell;
	for (int i = 0; i < cell->changes; i++) {
		const struct change *change = &cell->change[i];
		enum effect_kind kind = change_effect(world, change)->kind;
		struct cell *source;

		/* Growing does not touch the bytes that were there. */
		if (kind == EFFECT_GROW)
			continue;
		events[change->event] = true;
		if (kind != EFFECT_MOVE && kind != EFFECT_COPY)
			continue;
		source = change_source(world, cell, change);
		if (source)
			add_origins(world, source, visited, count, events);
	}
}

/* A store writes whole words at once. All other effects copy or zero bytes. */
static bool copies(const struct event *event)
{
	return event->effect[0].kind != EFFECT_STORE;
}

bool may_be_torn(struct world *world, const struct observation *o,
		 uint64_t offset)
{
	struct cell *visited[ORIGINS_MAX];
	bool events[EVENTS_MAX] = { false };
	/* It is not known when the page of a private mapping was copied. */
	bool private = observed_private(world->layout, o);
	bool access_copies = private || !observed_mapped(o);
	uint32_t begin = private ? 0 : o->begin;
	int count = 0;

	add_origins(world, world_cell(world, o->file, offset), visited, &count,
		    events);
	for (int e = 0; e < world->events; e++) {
		const struct event *a = &world->event[e];

		if (!events[e])
			continue;
		if ((access_copies || copies(a)) &&
		    overlap(a->begin, a->end, begin, o->end))
			return true;
		for (int f = 0; f < world->events; f++) {
			const struct event *b = &world->event[f];

			if (f != e && events[f] && copies(a) &&
			    overlap(a->begin, a->end, b->begin, b->end))
				return true;
		}
	}
	return false;
}

static const struct event *event_of(const struct world *world,
				    const struct operation *operation)
{
	for (int e = 0; e < world->events; e++)
		if (world->event[e].operation == operation)
			return &world->event[e];
	return NULL;
}

/* Does OPERATION work on a file that EVENT changes? */
static bool shares_file(const struct world *world, const struct event *event,
			const struct operation *operation)
{
	const struct event *other = event_of(world, operation);

	if (operation->file < 0 || changes_file(event, operation->file) ||
	    (operation->target >= 0 && changes_file(event, operation->target)))
		return true;
	for (int f = 0; other && f < TEST_MAX_FILES; f++)
		if (changes_file(event, f) && changes_file(other, f))
			return true;
	return false;
}

/*
 * The end of OPERATION. If it failed, its effects may come later; if it has
 * none, it is over when it returns.
 */
static uint32_t end_of(const struct world *world,
		       const struct operation *operation)
{
	const struct event *event = event_of(world, operation);
	const struct record *record =
		&world->history->record[operation->process][operation->index];

	if (event)
		return event->end;
	return record->end ? record->end : TIME_NEVER;
}

/*
 * Does OPERATION use the page cache of the file during EVENT? A mapping may
 * fault pages in while it is made. Later only accesses through it do.
 */
static bool caches_during(const struct world *world, const struct event *event,
			  const struct operation *operation)
{
	const struct record *record =
		&world->history->record[operation->process][operation->index];

	if (operation == event->operation ||
	    !has_trait(operation, TRAIT_CACHED) ||
	    record->status == RECORD_NOT_RUN ||
	    !shares_file(world, event, operation))
		return false;
	return overlap(event->begin, event->end, record->begin,
		       end_of(world, operation));
}

static bool is_mixed(const struct world *world, const struct event *event)
{
	const struct test *test = world->layout->test;
	const struct history *history = world->history;

	for (uint32_t i = 0; i < history->observations; i++) {
		const struct observation *o = &history->observation[i];

		if (changes_file(event, o->file) &&
		    !observed_direct(world->layout, o) &&
		    overlap(event->begin, event->end, o->begin, o->end))
			return true;
	}
	for (int p = 0; p < test->processes; p++)
		for (int i = 0; i < test->process[p].count; i++)
			if (caches_during(world, event,
					  operation_at(test, p, i)))
				return true;
	return false;
}

void relax_mixed(const struct world *strict, struct world *relaxed,
		 bool mixed[TEST_MAX_FILES])
{
	for (int e = 0; e < strict->events; e++) {
		const struct event *event = &strict->event[e];

		if (!has_trait(event->operation, TRAIT_DIRECT) ||
		    !is_mixed(strict, event))
			continue;
		relaxed->event[e].end = TIME_NEVER;
		relaxed->event[e].optional = true;
		for (int f = 0; f < TEST_MAX_FILES; f++)
			mixed[f] |= changes_file(event, f);
	}
}
