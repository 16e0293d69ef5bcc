// SPDX-License-Identifier: GPL-2.0-or-later
/* Operations and page faults: where they begin and end, and with what. */
#include "timeline/reader.h"

#include <string.h>

#include "litmus/op_type.h"
#include "timeline/outcome_words.h"

void operation_begins(struct reader *reader)
{
	struct reader_actor *actor = reader_actor(reader);
	const struct operation *operation = reader_operation(reader,
							     reader->event);
	struct row *row;

	/* An operation may take several calls. */
	if (!operation || actor->operation == operation->index)
		return;
	actor->operation = operation->index;
	actor->faulted = false;
	actor->seen_count = 0;
	row = row_add(reader, ROW_OPERATION);
	operation_words(reader->what->test, operation, row->text,
			sizeof(row->text));
	actor->operation_row = reader->rows->count;
}

static void operation_add_conflict(struct reader *reader,
				   const struct operation *operation)
{
	char text[ROW_TEXT_SIZE];

	if (conflict_words(reader->what, operation, text, sizeof(text)))
		row_append(row_add(reader, ROW_CONFLICT), "%s", text);
}

/* Its first row, or another one if rows of other events came between. */
static struct row *operation_last_row(struct reader *reader,
				      const struct operation *operation)
{
	uint32_t first = reader_actor(reader)->operation_row;
	struct row *row;

	if (row_is_last(reader, first))
		return row_numbered(reader, first);
	row = row_add(reader, ROW_RETURNED);
	operation_words(reader->what->test, operation, row->text,
			sizeof(row->text));
	return row;
}

void operation_ends(struct reader *reader)
{
	struct reader_actor *actor = reader_actor(reader);
	const struct operation *operation = reader_operation(reader,
							     reader->event);
	char outcome[WORDS_SIZE];

	if (!operation ||
	    reader->at != reader->end[operation->process][operation->index])
		return;
	outcome_words(reader->what, operation, reader->event->value, outcome,
		      sizeof(outcome));
	row_append(operation_last_row(reader, operation), "%s%s", outcome,
		   operation->type->traits & TRAIT_WORD && !actor->faulted ?
			   " (no fault)" :
			   "");
	operation_add_conflict(reader, operation);
	actor->operation = -1;
}

void fault_begins(struct reader *reader)
{
	struct reader_actor *actor = reader_actor(reader);
	struct row *row = row_add(reader, ROW_FAULT);

	actor->faulted = true;
	actor->in_fault = true;
	actor->fault_page = fault_page(reader->what->test,
				       reader_operation(reader, reader->event),
				       reader->event);
	actor->seen_count = 0;
	fault_words(reader->what->test, reader_operation(reader, reader->event),
		    reader->event, row->text, sizeof(row->text));
}

void fault_ends(struct reader *reader)
{
	reader_actor(reader)->in_fault = false;
	if (!reader->event->value && reader->what->detail <= 0)
		return;
	row_append(row_add(reader, ROW_FAULT), "the fault %s",
		   reader->event->value ? "fails" : "ends");
}
