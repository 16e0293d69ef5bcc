// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Preemptions. Like a wait, one is shown only if another actor did something
 * before this one ran again: that alone can have mattered.
 */
#include "timeline/reader.h"

#include <string.h>

void absence_begins(struct reader *reader)
{
	reader_actor(reader)->away_row = reader->rows->count;
}

/* A row that says what an actor did, not that it did nothing. */
static bool absence_is_work(const struct row *row)
{
	return !row->is_hidden && row->kind != ROW_PREEMPTED &&
	       row->kind != ROW_RESUMED && row->kind != ROW_WAITS;
}

/* An interrupt ends waits; that it came during a preemption is chance. */
static bool absence_mattered(const struct rows *rows, uint32_t since)
{
	const struct row *away = &rows->at[since - 1];

	for (size_t i = since; i < rows->count; i++) {
		const struct row *row = &rows->at[i];

		if (absence_is_work(row) && row->column != away->column &&
		    (row->column != COLUMN_ACROSS || away->kind == ROW_WAITS))
			return true;
	}
	return false;
}

bool absence_ends(struct reader *reader)
{
	struct reader_actor *actor = reader_actor(reader);
	struct rows *rows = reader->rows;
	struct row *away;

	if (!actor->away_row)
		return false;
	away = row_numbered(reader, actor->away_row);
	if (reader->what->detail <= 0 &&
	    !absence_mattered(rows, actor->away_row)) {
		away->is_hidden = true;
		rows->folded += away->kind == ROW_PREEMPTED;
	}
	away->until = rows->count;
	actor->away_row = 0;
	return !away->is_hidden;
}

/* Times are microseconds, as in the first column. */
static void preemption_append_end(const struct reader *reader, struct row *row)
{
	const struct fslitmus_event *next = reader_next(reader, reader->at);
	unsigned long long ticks = reader->event->value;

	if (next && next->kind == FSLITMUS_EVENT_RESUMED)
		row_append(row, " until %llu (%llu tick%s)",
			   (unsigned long long)(next->time -
						reader->what->events[0].time) /
				   MICROSECOND,
			   ticks, ticks == 1 ? "" : "s");
	else
		row_append(row, " to the end (%llu ticks)", ticks);
}

void preemption_begins(struct reader *reader)
{
	struct reader_actor *actor = reader_actor(reader);
	struct row *row;

	reader->rows->preemptions++;
	actor->preemption = reader->rows->preemptions;
	if (!actor->is_shown) {
		reader->rows->folded++;
		return;
	}
	row = row_add(reader, ROW_PREEMPTED);
	if (!reader->event->value) {
		row_append(row, "#%u FALLS BEHIND all others in %s",
			   actor->preemption, actor->function);
	} else {
		row_append(row, "#%u PREEMPTED in %s", actor->preemption,
			   actor->function);
		preemption_append_end(reader, row);
		absence_begins(reader);
	}
	row_set_place(row, actor);
}

void preemption_ends(struct reader *reader)
{
	if (absence_ends(reader))
		row_append(row_add(reader, ROW_RESUMED), "#%u goes on",
			   reader_actor(reader)->preemption);
}
