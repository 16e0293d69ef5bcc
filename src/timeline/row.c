// SPDX-License-Identifier: GPL-2.0-or-later
/* One row: where it stands, when, and what everybody holds after it. */
#include "timeline/reader.h"

#include <stdarg.h>
#include <string.h>

#include "base/memory.h"

static int row_column(const struct reader *reader, int actor)
{
	if (reader_is_process(reader, actor))
		return actor;
	return actor == FSLITMUS_ACTOR_INTERRUPT ? COLUMN_ACROSS :
						   COLUMN_WORKERS;
}

void row_set_held(struct reader *reader, struct row *row)
{
	for (int p = 0; p < reader->what->test->processes; p++)
		if (reader->actors[p].operation >= 0)
			locks_text(&reader->locks, p, row->held[p]);
	if (row->column == COLUMN_WORKERS)
		locks_text(&reader->locks, reader->event->actor,
			   row->held[COLUMN_WORKERS]);
}

static struct row *row_grow(struct rows *rows)
{
	if (rows->count == rows->room) {
		rows->room = rows->room ? 2 * rows->room : 256;
		rows->at = xrealloc(rows->at, rows->room, sizeof(*rows->at));
	}
	return &rows->at[rows->count++];
}

static int row_indent(const struct reader_actor *actor, enum row_kind kind)
{
	if (kind == ROW_OPERATION || kind == ROW_RETURNED ||
	    kind == ROW_CONFLICT)
		return 0;
	return kind == ROW_FAULT || !actor->in_fault ? 1 : 2;
}

static struct row *row_add_plain(struct reader *reader, enum row_kind kind)
{
	struct row *row = row_grow(reader->rows);

	*row = (struct row){
		.time = reader->event->time - reader->what->events[0].time,
		.kind = kind,
		.column = row_column(reader, reader->event->actor),
		.indent = row_indent(reader_actor(reader), kind),
		.file = "",
	};
	row_set_held(reader, row);
	return row;
}

/* Workers share a column, so a row says when it becomes another's. */
static void row_name_worker(struct reader *reader)
{
	const struct guest_execution *execution = reader->what->execution;
	int actor = reader->event->actor;
	struct row *row;

	if (row_column(reader, actor) != COLUMN_WORKERS ||
	    reader->worker == actor)
		return;
	reader->worker = actor;
	row = row_add_plain(reader, ROW_OPERATION);
	if (execution && execution->run.actors[actor].comm[0])
		row_append(row, "%.15s", execution->run.actors[actor].comm);
	else
		row_append(row, "actor %d", actor);
}

struct row *row_add(struct reader *reader, enum row_kind kind)
{
	row_name_worker(reader);
	return row_add_plain(reader, kind);
}

struct row *row_numbered(const struct reader *reader, uint32_t number)
{
	return &reader->rows->at[number - 1];
}

void row_append(struct row *row, const char *fmt, ...)
{
	size_t used = strlen(row->text);
	va_list args;

	va_start(args, fmt);
	vsnprintf(row->text + used, sizeof(row->text) - used, fmt, args);
	va_end(args);
}

void row_set_place(struct row *row, const struct reader_actor *actor)
{
	row->file = actor->file ?: "";
	row->line = row->last_line = actor->line;
}

bool row_is_last(const struct reader *reader, uint32_t number)
{
	const struct rows *rows = reader->rows;

	for (size_t i = number; number && i < rows->count; i++)
		if (!rows->at[i].is_hidden)
			return false;
	return number;
}
