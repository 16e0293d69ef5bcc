// SPDX-License-Identifier: GPL-2.0-or-later
/* Writes the outcome of a round as one line of the histogram. */
#include "actor/outcome.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "litmus/op_type.h"
#include "litmus/print.h"

struct text {
	const struct layout *layout;
	const struct history *history;
	char *to;
	size_t size;	       /* of TO, with the NUL */
	size_t length;	       /* of the whole text, whether it fits or not */
	const char *separator; /* before the next item */
};

static void text_put(struct text *text, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void text_put(struct text *text, const char *fmt, ...)
{
	size_t left = text->length < text->size ? text->size - text->length : 0;
	va_list args;
	int length;

	va_start(args, fmt);
	length = vsnprintf(left ? text->to + text->length : NULL, left, fmt,
			   args);
	va_end(args);
	if (length > 0)
		text->length += length;
}

/* In pages, and in bytes if it is not a whole number of pages. */
static void put_place(struct text *text, uint64_t offset)
{
	uint32_t page = text->layout->page_size;

	text_put(text, "%llu", (unsigned long long)(offset / page));
	if (offset % page)
		text_put(text, "+%llu", (unsigned long long)(offset % page));
}

static void put_range(struct text *text, uint64_t start, uint64_t length)
{
	text_put(text, "[");
	put_place(text, start);
	text_put(text, "..");
	put_place(text, start + length);
	text_put(text, ")");
}

/* The distance of data from its own place: "+4 pages". */
static void put_shift(struct text *text, int64_t shift)
{
	int64_t page = text->layout->page_size;
	bool pages = shift % page == 0;
	long long distance = llabs(shift) / (pages ? page : 1);

	if (shift)
		text_put(text, "%c%lld %s%s", shift < 0 ? '-' : '+', distance,
			 pages ? "page" : "byte", distance == 1 ? "" : "s");
}

/* The file whose initial content FILE had: its own, or its source's. */
static int origin(const struct test *test, int file)
{
	while (test->file[file].content == CONTENT_REFLINK)
		file = test->file[file].reflink_of;
	return file;
}

static void put_stamp(struct text *text, const struct observation *seen)
{
	const struct test *test = text->layout->test;
	const struct value *value = &seen->value;

	if (value->kind == VALUE_EARLIER)
		text_put(text, "earlier ");
	if (value->writer == WRITER_INITIAL) {
		if (value->file != origin(test, seen->file))
			text_put(text, "%s:",
				 value->file < test->files ?
					 test->file[value->file].name :
					 "?");
		text_put(text, "old");
	} else {
		if (value->file != seen->file && value->file < test->files)
			text_put(text, "%s:", test->file[value->file].name);
		text_put(text, "P%d#%d", value->writer, value->generation - 1);
	}
	put_shift(text, (int64_t)value->offset - seen->offset);
}

static void put_value(struct text *text, const struct observation *seen)
{
	switch ((enum value_kind)seen->value.kind) {
	case VALUE_ZERO:
		text_put(text, "zero");
		break;
	case VALUE_STAMP:
	case VALUE_EARLIER:
		put_stamp(text, seen);
		break;
	case VALUE_ABSENT:
		text_put(text, "eof");
		break;
	case VALUE_SIGBUS:
		text_put(text, "sigbus");
		break;
	case VALUE_SIGSEGV:
		text_put(text, "sigsegv");
		break;
	case VALUE_FREE:
		text_put(text, "free");
		break;
	case VALUE_GARBAGE:
		text_put(text, "garbage(%016llx)",
			 (unsigned long long)seen->value.raw);
		break;
	}
}

/* Selects the observations of one look, which are told together. */
struct look {
	int view, process, operation, file, mapping;
};

static bool belongs(const struct look *look, const struct observation *seen)
{
	if (seen->view != look->view || seen->process != look->process)
		return false;
	if (look->view == VIEW_OPERATION)
		return seen->operation == look->operation;
	return seen->file == look->file && seen->mapping == look->mapping;
}

static int count_runs(const struct text *text, const struct look *look)
{
	const struct history *history = text->history;
	int runs = 0;

	for (uint32_t i = 0; i < history->observations; i++)
		runs += belongs(look, &history->observation[i]);
	return runs;
}

/*
 * Writes the values of LOOK, each with its range if there are several or RANGES
 * is set. A final view does not mention the end of file after something else,
 * since the ranges show it.
 */
static void put_runs(struct text *text, const struct look *look, bool ranges)
{
	const struct history *history = text->history;
	const char *separator = "";
	int runs = count_runs(text, look);

	for (uint32_t i = 0; i < history->observations; i++) {
		const struct observation *seen = &history->observation[i];

		if (!belongs(look, seen))
			continue;
		if (look->view != VIEW_OPERATION && *separator &&
		    seen->value.kind == VALUE_ABSENT)
			continue;
		text_put(text, "%s", separator);
		put_value(text, seen);
		if (runs > 1 || (ranges && seen->value.kind != VALUE_ABSENT))
			put_range(text, seen->offset, seen->length);
		separator = " ";
	}
}

static void put_fate(struct text *text, const struct operation *operation,
		     const struct record *record)
{
	switch ((enum record_status)record->status) {
	case RECORD_NOT_RUN:
		text_put(text, "not run");
		break;
	case RECORD_STARTED:
		text_put(text, "hangs");
		break;
	case RECORD_DONE:
		text_put(text, "ok");
		break;
	case RECORD_PARTIAL:
		text_put(text, "partial(%lld)", (long long)record->result);
		break;
	case RECORD_FAILED:
		if (record->error)
			text_put(text, "%s", strerrorname_np(record->error));
		else if (operation->type->traits & TRAIT_MEMORY)
			text_put(text, "%s",
				 record->result == -SIGBUS ? "sigbus" :
							     "sigsegv");
		else
			text_put(text, "failed");
		break;
	}
}

/* The operands of an operation; its name too where that tells it better. */
static void put_operation(struct text *text, const struct operation *operation,
			  bool observed)
{
	char words[OPERATION_TEXT_SIZE];
	const char *operands;
	int of;

	operation_text(text->layout->test, operation, words, sizeof(words));
	operands = strchr(words, ' ');
	operation_ordinal(text->layout->test, operation, &of);
	if (observed && operands)
		text_put(text, "%s=", operands + 1);
	else
		text_put(text, "%s=", operation->type->name);
}

static void put_process(struct text *text, int process)
{
	const struct process *of = &text->layout->test->process[process];
	bool named = false;

	for (int i = 0; i < of->count; i++) {
		const struct operation *operation = &of->operations[i];
		const struct record *record =
			&text->history->record[process][i];
		struct look look = { VIEW_OPERATION, process, i, -1, -1 };
		bool observed = count_runs(text, &look);

		if (i < of->prologue && record->status == RECORD_DONE &&
		    !observed)
			continue;
		text_put(text, "%s", text->separator);
		text->separator = "; ";
		if (!named)
			text_put(text, "P%d: ", process);
		named = true;
		put_operation(text, operation,
			      operation->type->traits & TRAIT_OBSERVES);
		if (observed)
			put_runs(text, &look, false);
		else
			put_fate(text, operation, record);
	}
}

static bool disagrees(const struct text *text, const struct look *look)
{
	const struct history *history = text->history;

	for (uint32_t i = 0; i < history->observations; i++)
		if (belongs(look, &history->observation[i]) &&
		    !final_agrees(text->layout, history,
				  &history->observation[i]))
			return true;
	return false;
}

static void put_final(struct text *text, const char *how,
		      const struct look *look)
{
	text_put(text, "%sfinal %s%s=", text->separator, how,
		 text->layout->test->file[look->file].name);
	text->separator = "; ";
	put_runs(text, look, true);
}

/* Writes a look that failed: "final evicted f: fsync=EIO". */
static void put_failed(struct text *text, const char *how, enum view view,
		       int file)
{
	const struct history *history = text->history;

	for (uint32_t i = 0; i < history->failures; i++) {
		const struct failed_call *failed = &history->failure[i];

		if (failed->view != view || failed->file != file)
			continue;
		text_put(text, "%s%s%s: %s=%s", text->separator, how,
			 text->layout->test->file[file].name, failed->call,
			 strerrorname_np(failed->error));
		text->separator = "; ";
	}
}

static bool was_set_up(const struct history *history)
{
	for (uint32_t i = 0; i < history->failures; i++)
		if (history->failure[i].view == VIEW_OPERATION)
			return false;
	return true;
}

static void put_mapped(struct text *text, int file)
{
	const struct test *test = text->layout->test;

	for (int i = 0; i < test->mappings; i++) {
		struct look look = { VIEW_MAPPED,
				     address_space(test,
						   test->mapping[i].process),
				     0, file, i };
		char how[48];

		if (test->mapping[i].file != file || !disagrees(text, &look))
			continue;
		snprintf(how, sizeof(how), "mapped as P%d's %s ", look.process,
			 test->mapping[i].name);
		put_final(text, how, &look);
	}
}

static void put_file(struct text *text, int file)
{
	static const struct {
		enum view view;
		const char *how;
	} views[] = {
		{ VIEW_FRESH, "mapped anew " },
		{ VIEW_DIRECT, "O_DIRECT " },
		{ VIEW_EVICTED, "evicted " },
		{ VIEW_REMOUNTED, "remounted " },
	};
	struct look look = { VIEW_READ, 0, 0, file, -1 };
	char how[32];

	put_failed(text, "set up ", VIEW_OPERATION, file);
	if (count_runs(text, &look))
		put_final(text, "", &look);
	put_failed(text, "final ", VIEW_READ, file);
	put_mapped(text, file);
	for (size_t i = 0; i < sizeof(views) / sizeof(*views); i++) {
		look.view = views[i].view;
		if (disagrees(text, &look))
			put_final(text, views[i].how, &look);
		snprintf(how, sizeof(how), "final %s", views[i].how);
		put_failed(text, how, views[i].view, file);
	}
}

size_t outcome_text(const struct layout *layout, const struct history *history,
		    char *text, size_t size)
{
	struct text out = { layout, history, text, size, 0, "" };

	text_put(&out, "%s", "");
	/* No operation ran if the files could not be set up. */
	for (int i = 0; i < layout->test->processes && was_set_up(history); i++)
		put_process(&out, i);
	for (int i = 0; i < layout->test->files; i++)
		put_file(&out, i);
	return out.length;
}

/* The operation that made the observation a verdict is about, or NULL. */
static const struct operation *observer(const struct test *test,
					const struct history *history,
					const struct verdict *verdict)
{
	const struct observation *seen;

	if (verdict->observation < 0)
		return NULL;
	seen = &history->observation[verdict->observation];
	return seen->view == VIEW_OPERATION ?
		       &test->process[seen->process]
				.operations[seen->operation] :
		       NULL;
}

static const struct record *record_of(const struct history *history,
				      const struct operation *operation)
{
	return &history->record[operation->process][operation->index];
}

static size_t put_order(const struct test *test, const struct operation *first,
			const struct operation *second, char *text, size_t size)
{
	char ended[OPERATION_TEXT_SIZE], began[OPERATION_TEXT_SIZE];

	operation_text(test, first, ended, sizeof(ended));
	operation_text(test, second, began, sizeof(began));
	return snprintf(text, size, "P%d: %s had returned before P%d: %s began",
			first->process, ended, second->process, began);
}

size_t outcome_order(const struct test *test, const struct history *history,
		     const struct verdict *verdict, char *text, size_t size)
{
	const struct operation *a = verdict->victim, *b = verdict->rival;
	const struct record *of_a, *of_b;

	if (!b)
		b = observer(test, history, verdict);
	if (!a || !b || a->process == b->process)
		return snprintf(text, size, "%s", "");
	of_a = record_of(history, a);
	of_b = record_of(history, b);
	if (of_a->end && of_a->end < of_b->begin)
		return put_order(test, a, b, text, size);
	if (of_b->end && of_b->end < of_a->begin)
		return put_order(test, b, a, text, size);
	return snprintf(text, size, "%s", "");
}
