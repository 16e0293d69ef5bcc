// SPDX-License-Identifier: GPL-2.0-or-later
/* The rows as a table that fits the terminal, and what stands below it. */
#include "timeline/timeline.h"

#include <inttypes.h>
#include <string.h>

#include "report/describe.h"
#include "timeline/kernel_functions.h"
#include "timeline/outcome_words.h"
#include "timeline/rows.h"

#define MICROSECOND 1000
/* Virtual time that passes is worth a line if an I/O fits into it. */
#define GAP_NS (10 * FSLITMUS_TICK_NS)
#define COLUMNS_MIN 40
#define CELL_MIN 12
#define CELL_WIDE 40
#define LINE_SIZE 1024

struct table {
	FILE *out;
	const struct timeline *what;
	const struct rows *rows;
	const struct paint *paint;
	int columns; /* of the terminal */
	int time;    /* width of the first column */
	int count;   /* how many columns follow */
	int held;    /* width of the locks in each */
	int cell;    /* width of the text in each */
	int step;    /* of indentation */
	bool has_workers;
	bool is_away[COLUMN_COUNT];
	uint64_t last;	/* time of the row before */
	uint64_t shown; /* time printed last, in microseconds */
	bool has_shown;
};

static int digits(uint64_t number)
{
	int count = 1;

	for (; number > 9; number /= 10)
		count++;
	return count;
}

static void measure(struct table *table)
{
	const struct rows *rows = table->rows;
	uint64_t latest = 0;

	table->time = 4;
	table->held = 3;
	for (size_t i = 0; i < rows->count; i++) {
		const struct row *row = &rows->at[i];

		if (row->is_hidden)
			continue;
		latest = row->time;
		table->has_workers |= row->column == COLUMN_WORKERS;
		for (int c = 0; c < COLUMN_COUNT; c++)
			if ((int)strlen(row->held[c]) > table->held)
				table->held = strlen(row->held[c]);
	}
	if (digits(latest / MICROSECOND) > table->time)
		table->time = digits(latest / MICROSECOND);
	table->count = table->what->test->processes + table->has_workers;
	/* Each has " | ", its locks, a space and its text. */
	table->cell = (table->columns - table->time) / table->count -
		      table->held - 4;
	if (table->cell < CELL_MIN)
		table->cell = CELL_MIN;
	table->step = table->cell < CELL_WIDE ? 1 : 2;
}

/* The index of a row's column among those printed. */
static int position(const struct table *table, int column)
{
	return column == COLUMN_WORKERS ? table->what->test->processes : column;
}

static int column_at(const struct table *table, int position)
{
	return position < table->what->test->processes ? position :
							 COLUMN_WORKERS;
}

static const char *colour_of(const struct table *table, const struct row *row)
{
	switch ((enum row_kind)row->kind) {
	case ROW_CONFLICT:
		return table->paint->bad;
	case ROW_PREEMPTED:
	case ROW_RESUMED:
	case ROW_WAITS:
		return table->paint->doubtful;
	case ROW_PAGE:
	case ROW_LOCK:
		return table->paint->good;
	default:
		return "";
	}
}

static void print_time(struct table *table, const struct row *row,
		       bool is_first)
{
	uint64_t time = row->time / MICROSECOND;

	if (!is_first || (table->has_shown && table->shown == time)) {
		fprintf(table->out, "%*s", table->time, "");
		return;
	}
	fprintf(table->out, "%*" PRIu64, table->time, time);
	table->shown = time;
	table->has_shown = true;
}

/* One line of a row: what TEXT says in its column, nothing in the others. */
static void print_line(struct table *table, const struct row *row,
		       const char *text, bool is_first)
{
	const char *colour = colour_of(table, row);
	int last = position(table, row->column);

	print_time(table, row, is_first);
	for (int c = 0; c < table->count; c++) {
		bool is_here = c == last;
		const char *held = row->held[column_at(table, c)];
		const char *say = is_here	    ? text :
				  table->is_away[c] ? "  :" :
						      "";
		bool is_end = c + 1 == table->count;

		fputs(" |", table->out);
		if (is_end && !*say && !*held)
			break;
		fprintf(table->out, " %s%-*s%s%s", table->paint->faint,
			is_end && !*say ? 0 : table->held, held,
			table->paint->off, is_end && !*say ? "" : " ");
		fprintf(table->out, "%s%-*s%s", is_here ? colour : "",
			is_end ? 0 : table->cell, say,
			is_here && *colour ? table->paint->off : "");
	}
	fputc('\n', table->out);
}

/* The length of the next line of TEXT that fits into ROOM columns. */
static int line_length(const char *text, int room)
{
	int length = strlen(text);

	if (length <= room)
		return length;
	for (length = room; length && text[length] != ' '; length--)
		;
	return length ? length : room;
}

static void print_wrapped(struct table *table, const struct row *row)
{
	const char *text = row->text;
	int indent = table->step * row->indent;
	char line[LINE_SIZE];
	bool is_first = true;

	while (*text) {
		int length = line_length(text, table->cell - indent);

		snprintf(line, sizeof(line), "%*s%.*s", indent, "", length,
			 text);
		print_line(table, row, line, is_first);
		text += length;
		text += *text == ' ';
		if (is_first)
			indent += table->step;
		is_first = false;
	}
}

/* As much of the place as there is room for. */
static void place_of(const struct row *row, int room, char *text, size_t size)
{
	const char *name = strrchr(row->file, '/');
	char lines[24];

	text[0] = '\0';
	if (!row->file[0] || !row->line)
		return;
	if (row->last_line > row->line)
		snprintf(lines, sizeof(lines), "%d-%d", row->line,
			 row->last_line);
	else
		snprintf(lines, sizeof(lines), "%d", row->line);
	name = name ? name + 1 : row->file;
	if ((int)(strlen(row->file) + strlen(lines) + 1) <= room)
		snprintf(text, size, "%s:%s", row->file, lines);
	else if ((int)(strlen(name) + strlen(lines) + 1) <= room)
		snprintf(text, size, "%s:%s", name, lines);
	else if ((int)strlen(lines) + 1 <= room)
		snprintf(text, size, ":%s", lines);
}

/* The text to the left, the place in the source to the right. */
static void print_placed(struct table *table, const struct row *row)
{
	int indent = table->step * row->indent;
	int used = indent + strlen(row->text);
	int room = table->cell - used - 1;
	char place[256], line[LINE_SIZE];

	place_of(row, room, place, sizeof(place));
	if (place[0])
		snprintf(line, sizeof(line), "%*s%s%*s", indent, "", row->text,
			 table->cell - used, place);
	else
		snprintf(line, sizeof(line), "%*s%s", indent, "", row->text);
	if (used > table->cell)
		snprintf(line + table->cell - 1, 2, "~");
	print_line(table, row, line, true);
}

static void print_rule(const struct table *table, const char *text)
{
	int width = table->time +
		    table->count * (table->held + table->cell + 4);
	int length = *text ? strlen(text) + 2 : 0;
	int before = table->time + 3;

	fprintf(table->out, "%s", table->paint->faint);
	for (int i = 0; i < before; i++)
		fputc('-', table->out);
	if (length)
		fprintf(table->out, " %s ", text);
	for (int i = before + length; i < width; i++)
		fputc('-', table->out);
	fprintf(table->out, "%s\n", table->paint->off);
}

static void print_gap(struct table *table, const struct row *row)
{
	uint64_t from = table->last;
	char text[64];

	table->last = row->time;
	if (row->time < from + GAP_NS)
		return;
	snprintf(text, sizeof(text), "%" PRIu64 " us",
		 (row->time - from) / MICROSECOND);
	print_rule(table, text);
}

static void note_away(struct table *table, const struct row *row)
{
	if (row->column >= COLUMN_COUNT)
		return;
	table->is_away[position(table, row->column)] =
		(row->kind == ROW_PREEMPTED || row->kind == ROW_WAITS) &&
		row->until;
}

/* Somebody else's row may show that a wait is over before its own does. */
static void print_row(struct table *table, const struct row *row)
{
	print_gap(table, row);
	if (row->column == COLUMN_ACROSS) {
		print_rule(table, row->text);
		return;
	}
	table->is_away[position(table, row->column)] = false;
	if (row->kind == ROW_FUNCTION)
		print_placed(table, row);
	else
		print_wrapped(table, row);
	note_away(table, row);
}

static void print_head(struct table *table)
{
	fprintf(table->out, "%*s", table->time, "us");
	for (int c = 0; c < table->count; c++) {
		char name[32] = "kernel workers";

		if (column_at(table, c) != COLUMN_WORKERS)
			snprintf(name, sizeof(name), "P%d", c);
		fprintf(table->out, " | %-*s",
			c + 1 == table->count ? 0 :
						table->held + table->cell + 1,
			name);
	}
	fputc('\n', table->out);
	print_rule(table, "");
}

static void print_numbers(const struct table *table)
{
	const struct rows *rows = table->rows;
	const struct timeline *what = table->what;

	fprintf(table->out, "%" PRIu64 " point%s, %" PRIu32 " preemption%s",
		rows->points, rows->points == 1 ? "" : "s", rows->preemptions,
		rows->preemptions == 1 ? "" : "s");
	if (rows->folded)
		fprintf(table->out,
			", of which %" PRIu32 " not shown: nobody "
			"else got anywhere meanwhile",
			rows->folded);
	fputc('\n', table->out);
	if (what->execution && what->execution->run.events_lost)
		fprintf(table->out,
			"%" PRIu32 " events found no room and are "
			"not shown\n",
			what->execution->run.events_lost);
}

static void print_legend(const struct table *table)
{
	fputs("Locks held: i i_rwsem, v invalidate_lock, m mmap_lock (capital: "
	      "exclusive),\nF and the first page of a locked folio. Pages are "
	      "added to the cache, mapped,\ndropped; a folio of order N has 2^N "
	      "of them.\n",
	      table->out);
}

static void print_end(const struct table *table)
{
	const struct described described = {
		.test = table->what->test,
		.result = table->what->result,
	};
	const struct saved_verdict *verdict = &table->what->result->verdict;
	char text[ROW_TEXT_SIZE];

	print_rule(table, "");
	if (final_words(table->what, text, sizeof(text)))
		fprintf(table->out, "%s%s%s\n", table->paint->bad, text,
			table->paint->off);
	print_legend(table);
	print_numbers(table);
	if (table->what->symbols)
		kernel_functions_print_missing(table->out,
					       table->what->symbols);
	if (verdict->kind == VERDICT_ALLOWED)
		return;
	fprintf(table->out, "\n%sBroken: %s, %s%s\n", table->paint->bad,
		promise_text(verdict->promise)->id,
		promise_text(verdict->promise)->title, table->paint->off);
	describe_conflict(table->out, &described);
	describe_promise(table->out, verdict->promise);
}

void timeline_print(FILE *out, const struct timeline *what)
{
	struct rows *rows = rows_read(what);
	struct table table = {
		.out = out,
		.what = what,
		.rows = rows,
		.paint = paint_for(what->colour),
		.columns = what->columns ?: TIMELINE_COLUMNS,
	};

	if (table.columns < COLUMNS_MIN)
		table.columns = COLUMNS_MIN;
	measure(&table);
	print_head(&table);
	for (size_t i = 0; i < rows->count; i++)
		if (!rows->at[i].is_hidden)
			print_row(&table, &rows->at[i]);
	print_end(&table);
	rows_free(rows);
}
