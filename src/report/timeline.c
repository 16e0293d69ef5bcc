// SPDX-License-Identifier: GPL-2.0-or-later
/* Draws one round as a table: a column for each process, time flowing down. */
#include "report/timeline.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/words.h"

#define INDENT 4
#define COLUMN_MIN 16
#define COLUMN_MAX 60
#define EVENT_SIZE (2 * WORDS_SIZE + 8)

struct event {
	uint32_t ticket;
	int process, operation;
	bool begin, end; /* both: no other event between the two */
};

struct drawing {
	FILE *out;
	const struct test *test;
	const struct history *history;
	int width[TEST_MAX_PROCESSES];
	bool at_work[TEST_MAX_PROCESSES];
	int events;
	struct event event[2 * TEST_MAX_PROCESSES * TEST_MAX_OPERATIONS];
};

static int by_ticket(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (x->ticket != y->ticket)
		return x->ticket < y->ticket ? -1 : 1;
	/* Tickets are unique; should two be equal, ends come first. */
	return (int)x->begin - (int)y->begin;
}

static void collect_one(struct drawing *drawing, int process, int operation)
{
	const struct record *record =
		&drawing->history->record[process][operation];
	struct event event = { .process = process, .operation = operation };

	if (record->status == RECORD_NOT_RUN)
		return;
	event.ticket = record->begin;
	event.begin = true;
	drawing->event[drawing->events++] = event;
	if (record->status == RECORD_STARTED)
		return;
	event.ticket = record->end;
	event.begin = false;
	event.end = true;
	drawing->event[drawing->events++] = event;
}

/* Joins the begin and end of an operation with nothing between them. */
static void join_events(struct drawing *drawing)
{
	int kept = 0;

	for (int i = 0; i < drawing->events; i++) {
		struct event *last = kept ? &drawing->event[kept - 1] : NULL;
		struct event *this = &drawing->event[i];

		if (last && last->begin && !last->end && this->end &&
		    last->process == this->process &&
		    last->operation == this->operation)
			last->end = true;
		else
			drawing->event[kept++] = *this;
	}
	drawing->events = kept;
}

static void collect_events(struct drawing *drawing)
{
	const struct test *test = drawing->test;

	for (int p = 0; p < test->processes; p++)
		for (int o = 0; o < test->process[p].count; o++)
			collect_one(drawing, p, o);
	qsort(drawing->event, drawing->events, sizeof(drawing->event[0]),
	      by_ticket);
	join_events(drawing);
}

static void event_text(char buffer[EVENT_SIZE], const struct drawing *drawing,
		       const struct event *event)
{
	char name[WORDS_SIZE], outcome[WORDS_SIZE];
	const char *bare;

	performed_text(name, sizeof(name), drawing->test, event->process,
		       event->operation);
	bare = strchr(name, ' ');
	bare = bare ? bare + 1 : name;
	gave_text(outcome, sizeof(outcome), drawing->test, drawing->history,
		  event->process, event->operation);
	if (event->begin && event->end)
		snprintf(buffer, EVENT_SIZE, "%s = %s", bare, outcome);
	else if (event->begin)
		snprintf(buffer, EVENT_SIZE, "%s {", bare);
	else
		snprintf(buffer, EVENT_SIZE, "} = %s", outcome);
}

static void measure_columns(struct drawing *drawing)
{
	char text[EVENT_SIZE];
	int *width;

	for (int p = 0; p < drawing->test->processes; p++)
		drawing->width[p] = COLUMN_MIN;
	for (int i = 0; i < drawing->events; i++) {
		width = &drawing->width[drawing->event[i].process];
		event_text(text, drawing, &drawing->event[i]);
		if ((int)strlen(text) + 2 > *width)
			*width = strlen(text) + 2;
		if (*width > COLUMN_MAX)
			*width = COLUMN_MAX;
	}
}

static void draw_event(struct drawing *drawing, const struct event *event)
{
	int blanks = 0, processes = drawing->test->processes;
	char text[EVENT_SIZE];

	fprintf(drawing->out, "%*s%6" PRIu32 "  ", INDENT, "", event->ticket);
	for (int p = 0; p < processes; p++) {
		text[0] = '\0';
		if (p == event->process)
			event_text(text, drawing, event);
		else if (drawing->at_work[p])
			strcpy(text, "|");
		/* No blanks at the end of a line. */
		if (text[0])
			fprintf(drawing->out, "%*s%s", blanks, "", text);
		blanks = (text[0] ? 0 : blanks) + drawing->width[p];
		if (text[0])
			blanks -= (int)strlen(text);
		if (blanks < 1)
			blanks = 1;
	}
	fputc('\n', drawing->out);
	drawing->at_work[event->process] = event->begin && !event->end;
}

static void draw_header(const struct drawing *drawing)
{
	fprintf(drawing->out, "%*sticket  ", INDENT, "");
	for (int p = 0; p < drawing->test->processes; p++)
		if (p + 1 < drawing->test->processes)
			fprintf(drawing->out, "P%-*d", drawing->width[p] - 1,
				p);
		else
			fprintf(drawing->out, "P%d\n", p);
}

void timeline(FILE *out, const struct test *test, const struct history *history)
{
	struct drawing *drawing = xcalloc(1, sizeof(*drawing));

	drawing->out = out;
	drawing->test = test;
	drawing->history = history;
	collect_events(drawing);
	measure_columns(drawing);
	if (drawing->events) {
		fputs("  Round     in the order of begin and end\n", out);
		draw_header(drawing);
		for (int i = 0; i < drawing->events; i++)
			draw_event(drawing, &drawing->event[i]);
	}
	free(drawing);
}
