// SPDX-License-Identifier: GPL-2.0-or-later
/* The points that an actor passes, as the functions it is in. */
#include "timeline/reader.h"

#include <string.h>

#include "timeline/kernel_functions.h"

/*
 * A function is shown once in an operation or fault. It comes again when it
 * loops, and when a function that it called returns.
 */
static bool function_was_seen(struct reader_actor *actor, const char *function)
{
	for (int i = 0; i < actor->seen_count; i++)
		if (actor->seen[i] == function)
			return true;
	if (actor->seen_count < READER_SEEN)
		actor->seen[actor->seen_count++] = function;
	return false;
}

static bool function_is_shown(const struct reader *reader,
			      struct reader_actor *actor,
			      const struct symbol_frame *frame)
{
	if (reader->what->detail > 0)
		return true;
	return actor->is_shown && filter_wants(frame) &&
	       !function_was_seen(actor, frame->function);
}

static void function_add(struct reader *reader, struct reader_actor *actor,
			 const struct symbol_frame *frame)
{
	struct row *row;

	actor->function_row = 0;
	if (!function_is_shown(reader, actor, frame))
		return;
	row = row_add(reader, ROW_FUNCTION);
	row_append(row, "%s", frame->function);
	row->file = frame->file;
	row->line = row->last_line = frame->line;
	actor->function_row = reader->rows->count;
}

/* Another point of the function in the last row: its lines become more. */
static void function_widen(struct reader *reader, struct reader_actor *actor,
			   const struct symbol_frame *frame)
{
	struct row *row;

	if (!row_is_last(reader, actor->function_row)) {
		if (reader->what->detail > 0)
			function_add(reader, actor, frame);
		return;
	}
	row = row_numbered(reader, actor->function_row);
	if (frame->line && frame->line < row->line)
		row->line = frame->line;
	if (frame->line > row->last_line)
		row->last_line = frame->line;
}

/*
 * The function a developer would name: code inlined from a header counts as
 * the function of a .c file that it is inlined into.
 */
static struct symbol_frame function_frame(const struct symbol *symbol,
					  struct reader_actor *actor,
					  uint32_t pc)
{
	for (size_t i = 0; i < symbol->count; i++) {
		size_t length = strlen(symbol->frames[i].file);

		if (length > 2 &&
		    !strcmp(symbol->frames[i].file + length - 2, ".c"))
			return symbol->frames[i];
	}
	if (symbol->count)
		return symbol->frames[0];
	snprintf(actor->address, sizeof(actor->address), "%#x", pc);
	return (struct symbol_frame){ .function = actor->address, .file = "" };
}

/* Whether the code there was inlined from a function of that role, or is it. */
static bool function_does(const struct symbol *symbol, enum function_role role)
{
	for (size_t i = 0; i < symbol->count; i++)
		if (kernel_function_does(symbol->frames[i].function, role))
			return true;
	return false;
}

void function_point(struct reader *reader)
{
	static const struct symbol unknown = { NULL, 0 };
	const struct symbol *symbol =
		reader->what->symbols ?
			symbols_find(reader->what->symbols, reader->event->pc) :
			&unknown;
	struct reader_actor *actor = reader_actor(reader);
	struct symbol_frame frame = function_frame(symbol, actor,
						   reader->event->pc);
	bool again = !strcmp(actor->function, frame.function);

	reader->rows->points++;
	snprintf(actor->function, sizeof(actor->function), "%s",
		 frame.function);
	actor->file = frame.file;
	actor->line = frame.line;
	if (reader->event->actor == FSLITMUS_ACTOR_INTERRUPT)
		return;
	if (again) {
		function_widen(reader, actor, &frame);
	} else {
		function_add(reader, actor, &frame);
		page_writing(reader, frame.function);
	}
	if (function_does(symbol, FUNCTION_ZEROES))
		page_zeroing(reader);
}
