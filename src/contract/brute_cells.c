// SPDX-License-Identifier: GPL-2.0-or-later
/* Builds the words of a world, and evaluates them (brute_cells.h). */
#include "contract/brute_cells.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "litmus/op_type.h"

held_t held_stamp(int file, int writer, int generation, uint64_t offset)
{
	return (held_t)1 << 63 | (held_t)file << 56 | (held_t)writer << 48 |
	       (held_t)generation << 40 | offset / TEST_WORD;
}

held_t cell_stamp(const struct cell *cell, const struct operation *operation)
{
	return held_stamp(cell->file, operation->process, operation->index + 1,
			  cell->offset);
}

bool record_times(const struct record *record, uint32_t *begin, uint32_t *end,
		  bool *optional)
{
	*begin = record->begin;
	*end = record->end ? record->end : TIME_NEVER;
	/* An operation that failed may have had a part of its effect. */
	*optional = record->status != RECORD_DONE;
	return record->status != RECORD_NOT_RUN;
}

static void add_event(struct world *world, const struct operation *operation,
		      const struct record *record)
{
	struct event event = { .operation = operation };

	if (!operation->type || !operation->type->effects ||
	    !record_times(record, &event.begin, &event.end, &event.optional))
		return;
	event.effects = operation->type->effects(operation, world->layout,
						 event.effect);
	if (!event.effects)
		return;
	if (world->events == EVENTS_MAX)
		BUG("more than %d operations change something", EVENTS_MAX);
	world->event[world->events++] = event;
}

static void add_events(struct world *world)
{
	const struct test *test = world->layout->test;

	for (int p = 0; p < test->processes; p++)
		for (int i = 0; i < test->process[p].count; i++)
			add_event(world, &test->process[p].operations[i],
				  &world->history->record[p][i]);
}

static uint64_t initial_bytes(const struct layout *layout, int file)
{
	const struct file_decl *decl = &layout->test->file[file];

	if (decl->content == CONTENT_REFLINK)
		return initial_bytes(layout, decl->reflink_of);
	if (decl->content == CONTENT_ABSENT)
		return 0;
	return position_bytes(decl->size, layout->page_size);
}

static held_t initial_value(const struct layout *layout, int file,
			    uint64_t offset)
{
	const struct file_decl *decl = &layout->test->file[file];

	if (offset >= initial_bytes(layout, file))
		return HELD_ABSENT;
	if (decl->content == CONTENT_REFLINK)
		return initial_value(layout, decl->reflink_of, offset);
	if (decl->content == CONTENT_WRITTEN)
		return held_stamp(file, WRITER_INITIAL, 1, offset);
	return HELD_ZERO;
}

uint64_t observed_start(const struct layout *layout,
			const struct observation *o)
{
	return o->value.kind == VALUE_SIGBUS ?
		       o->offset - o->offset % layout->page_size :
		       o->offset;
}

uint64_t observed_end(const struct layout *layout, const struct observation *o)
{
	uint64_t end = (uint64_t)o->offset + o->length;
	uint64_t page = layout->page_size;

	return o->value.kind == VALUE_SIGBUS ? (end + page - 1) / page * page :
					       end;
}

static void reach_to(uint64_t *words, uint64_t bytes)
{
	uint64_t end = (bytes + TEST_WORD - 1) / TEST_WORD;

	if (*words < end)
		*words = end;
}

/*
 * Counts the words that may ever be present. Those beyond the initial size, all
 * ranges that operations name and all observations can only hold what moves
 * carried there, each by its own distance.
 */
static void count_words(struct world *world)
{
	const struct history *history = world->history;
	uint64_t carried = 0, most = 0;

	for (int f = 0; f < world->layout->test->files; f++)
		reach_to(&world->words[f], initial_bytes(world->layout, f));
	for (uint32_t i = 0; i < history->observations; i++) {
		const struct observation *o = &history->observation[i];

		reach_to(&world->words[o->file],
			 observed_end(world->layout, o));
	}
	for (int e = 0; e < world->events; e++) {
		for (int i = 0; i < world->event[e].effects; i++) {
			const struct effect *effect =
				&world->event[e].effect[i];

			if (effect->end != EFFECT_TO_END)
				reach_to(&world->words[effect->file],
					 effect->end);
			if (effect->kind == EFFECT_MOVE ||
			    effect->kind == EFFECT_COPY)
				carried += llabs(effect->shift);
		}
	}
	/* An exchange of whole files names no end. It may bring as many words
	   as the largest file has. */
	for (int f = 0; f < world->layout->test->files; f++)
		if (world->words[f] > most)
			most = world->words[f];
	for (int f = 0; f < world->layout->test->files; f++)
		world->words[f] = most + carried / TEST_WORD;
}

void world_init(struct world *world, const struct layout *layout,
		const struct history *history)
{
	memset(world, 0, sizeof(*world));
	world->layout = layout;
	world->history = history;
	add_events(world);
	count_words(world);
	for (int f = 0; f < layout->test->files; f++)
		world->cells[f] = xcalloc(world->words[f], sizeof(struct cell));
}

void world_free(struct world *world)
{
	for (int f = 0; f < world->layout->test->files; f++) {
		for (uint64_t w = 0; w < world->words[f]; w++) {
			free(world->cells[f][w].change);
			free(world->cells[f][w].option);
			free(world->cells[f][w].before);
		}
		free(world->cells[f]);
	}
	world_free_orders(world);
	world_free_bounds(world);
}

static int effect_at(const struct event *event, int file, uint64_t offset)
{
	for (int i = 0; i < event->effects; i++) {
		const struct effect *effect = &event->effect[i];

		if (effect->file == file && offset >= effect->start &&
		    offset < effect->end)
			return i;
	}
	return -1;
}

static void cell_prepare(struct world *world, struct cell *cell, int file,
			 uint64_t offset)
{
	struct change change[EVENTS_MAX];

	for (int e = 0; e < world->events; e++) {
		int effect = effect_at(&world->event[e], file, offset);

		if (effect < 0)
			continue;
		change[cell->changes++] = (struct change){
			.event = e,
			.effect = effect,
			.read_at = UNCHOSEN,
		};
	}
	cell->change = xcalloc(cell->changes, sizeof(*change));
	memcpy(cell->change, change, cell->changes * sizeof(*change));
	cell->ready = true;
	cell->file = file;
	cell->offset = offset;
	cell->initial = initial_value(world->layout, file, offset);
	cell->group = cell;
	cell_list_orders(world, cell);
	cell->chosen = cell->options == 1 ? cell->option[0] : UNCHOSEN;
}

struct cell *world_cell(struct world *world, int file, uint64_t offset)
{
	struct cell *cell;

	if (offset / TEST_WORD >= world->words[file])
		return NULL;
	cell = &world->cells[file][offset / TEST_WORD];
	if (!cell->ready)
		cell_prepare(world, cell, file, offset);
	return cell;
}

const struct effect *change_effect(const struct world *world,
				   const struct change *change)
{
	return &world->event[change->event].effect[change->effect];
}

struct cell *change_source(struct world *world, const struct cell *cell,
			   const struct change *change)
{
	const struct effect *effect = change_effect(world, change);
	int64_t offset = (int64_t)cell->offset + effect->shift;

	return offset < 0 ? NULL : world_cell(world, effect->source, offset);
}

static const uint8_t *chosen_order(const struct cell *cell)
{
	return cell->orders->event +
	       (size_t)cell->chosen * cell->orders->length;
}

void order_window(const struct world *world, const uint8_t *order, int length,
		  uint32_t begin, uint32_t end, int *first, int *last)
{
	*first = 0;
	*last = length;
	for (int i = 0; i < length; i++) {
		const struct event *event =
			&world->event[order[i] & ~ORDER_SKIPPED];

		if (event->end != TIME_NEVER && event->end < begin)
			*first = i + 1;
		if (event->begin > end && *last == length)
			*last = i;
	}
}

void cell_window(const struct world *world, const struct cell *cell,
		 uint32_t begin, uint32_t end, int *first, int *last)
{
	order_window(world, chosen_order(cell), cell->orders->length, begin,
		     end, first, last);
}

held_t need_order(struct world *world, struct cell *cell)
{
	world->need = (struct need){
		.slot = &cell->chosen,
		.level = &cell->level,
		.options = cell->options,
		.option = cell->option,
	};
	return HELD_NEED;
}

/*
 * The position of EVENT in CELL's chosen order, or -1 if it does not change
 * CELL.
 */
static int order_find(const struct cell *cell, int event)
{
	const uint8_t *order = chosen_order(cell);

	for (int i = 0; i < cell->orders->length; i++)
		if ((order[i] & ~ORDER_SKIPPED) == event)
			return i;
	return -1;
}

/*
 * What CHANGE brings to CELL. If its event changes the source as well, that is
 * what the source held just before the event. Otherwise the source may have
 * been read at any point of its order that real time permits, chosen for each
 * word alone.
 */
static held_t source_value(struct world *world, const struct cell *cell,
			   struct change *change)
{
	const struct event *event = &world->event[change->event];
	struct cell *source = change_source(world, cell, change);
	int at, first, last;

	if (!source)
		return HELD_ABSENT;
	if (source->chosen == UNCHOSEN)
		return need_order(world, source);
	world->used |= source->level;
	at = order_find(source, change->event);
	if (at >= 0)
		return cell_value(world, source, at);
	cell_window(world, source, event->begin, event->end, &first, &last);
	if (first == last)
		return cell_value(world, source, first);
	if (change->read_at != UNCHOSEN) {
		world->used |= change->level;
		return cell_value(world, source, change->read_at);
	}
	world->need = (struct need){
		.slot = &change->read_at,
		.level = &change->level,
		.options = last - first + 1,
		.first = first,
		.depends = source->level,
	};
	return HELD_NEED;
}

/* PRESENT if the word held something before, otherwise ABSENT. */
static held_t if_present(held_t before, held_t present, held_t absent)
{
	if (before == HELD_NEED || before == HELD_CYCLE)
		return before;
	return before == HELD_ABSENT ? absent : present;
}

static held_t change_value(struct world *world, struct cell *cell, int position,
			   struct change *change)
{
	const struct operation *o = world->event[change->event].operation;
	held_t stamp = cell_stamp(cell, o), value;

	switch (change_effect(world, change)->kind) {
	case EFFECT_STAMP:
		return stamp;
	case EFFECT_CLEAR:
		return HELD_ZERO;
	case EFFECT_CUT:
		return HELD_ABSENT;
	case EFFECT_STORE:
		return if_present(cell_value(world, cell, position), stamp,
				  HELD_ABSENT);
	case EFFECT_ZERO:
		return if_present(cell_value(world, cell, position), HELD_ZERO,
				  HELD_ABSENT);
	case EFFECT_GROW:
		value = cell_value(world, cell, position);
		return if_present(value, value, HELD_ZERO);
	case EFFECT_MOVE:
		return source_value(world, cell, change);
	case EFFECT_COPY:
		value = source_value(world, cell, change);
		return value == HELD_ABSENT ?
			       cell_value(world, cell, position) :
			       value;
	}
	BUG("effect kind %d", change_effect(world, change)->kind);
}

struct change *cell_change(struct cell *cell, int event)
{
	for (int i = 0; i < cell->changes; i++)
		if (cell->change[i].event == event)
			return &cell->change[i];
	BUG("event %d does not change the word", event);
}

static held_t value_after(struct world *world, struct cell *cell, int position)
{
	int event = chosen_order(cell)[position - 1];

	if (event & ORDER_SKIPPED)
		return cell_value(world, cell, position - 1);
	return change_value(world, cell, position - 1,
			    cell_change(cell, event));
}

held_t cell_value(struct world *world, struct cell *cell, int position)
{
	uint64_t bit = position ? 1ull << (position - 1) : 0;
	held_t value;

	if (!position)
		return cell->initial;
	if (cell->busy & bit)
		return HELD_CYCLE;
	cell->busy |= bit;
	value = value_after(world, cell, position);
	cell->busy &= ~bit;
	return value;
}
