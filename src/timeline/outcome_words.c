// SPDX-License-Identifier: GPL-2.0-or-later
/* What a timeline says about operations, faults, and the conflict. */
#include "timeline/outcome_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "litmus/op_type.h"
#include "litmus/print.h"

#define PAGE 4096
/* A mapping lies at an address that is, modulo this, its place in the file
 * (src/op/place.c). */
#define HUGE_BYTES (2u << 20)

void operation_words(const struct test *test, const struct operation *operation,
		     char *text, size_t size)
{
	operation_text(test, operation, text, size);
}

void outcome_words(const struct timeline *what,
		   const struct operation *operation, int64_t result,
		   char *text, size_t size)
{
	const struct history *history = &what->result->history;
	char gave[WORDS_SIZE];

	if (history->record[operation->process][operation->index].status ==
	    RECORD_NOT_RUN) {
		snprintf(text, size, ": %" PRId64, result);
		return;
	}
	gave_text(gave, sizeof(gave), what->test, history, operation->process,
		  operation->index);
	snprintf(text, size, "%s%s",
		 operation->type->traits & TRAIT_OBSERVES ? " = " : ": ", gave);
}

uint64_t fault_page(const struct test *test, const struct operation *operation,
		    const struct fslitmus_event *event)
{
	uint64_t at = event->value % HUGE_BYTES;
	int64_t start, end;

	if (!operation || operation->mapping < 0)
		return UINT64_MAX;
	operation_bytes(test, operation, PAGE, &start, &end);
	while (end > 0 && (int64_t)(at + HUGE_BYTES) < end &&
	       (int64_t)at < start - start % PAGE)
		at += HUGE_BYTES;
	return at / PAGE;
}

void fault_words(const struct test *test, const struct operation *operation,
		 const struct fslitmus_event *event, char *text, size_t size)
{
	const char *kind = event->mode ? "write fault" : "fault";

	if (operation && operation->mapping >= 0)
		snprintf(text, size, "%s %s[%" PRIu64 "]", kind,
			 test->mapping[operation->mapping].name,
			 fault_page(test, operation, event));
	else
		snprintf(text, size, "%s at %#" PRIx64, kind,
			 (uint64_t)event->value);
}

static bool is_operation(const struct operation *operation, int process,
			 int index)
{
	return operation->process == process && operation->index == index;
}

static const struct observation *bad_observation(const struct timeline *what)
{
	const struct history *history = &what->result->history;
	int index = what->result->verdict.observation;

	if (index < 0 || index >= (int)history->observations ||
	    index >= HISTORY_MAX_OBSERVATIONS)
		return NULL;
	return &history->observation[index];
}

static const struct operation *rival_of(const struct timeline *what)
{
	const struct saved_verdict *verdict = &what->result->verdict;
	int process = verdict->rival_process;
	int index = verdict->rival_operation;

	if (process < 0 || process >= what->test->processes || index < 0 ||
	    index >= what->test->process[process].count)
		return NULL;
	return &what->test->process[process].operations[index];
}

void bad_page(const struct timeline *what, struct held_folio *page)
{
	const struct observation *seen = bad_observation(what);
	const struct operation *rival = rival_of(what);
	int64_t start, end;

	page->file = FSLITMUS_UNWATCHED;
	if (!seen || what->result->verdict.kind == VERDICT_ALLOWED)
		return;
	page->file = seen->file;
	page->index = seen->offset / PAGE;
	/* Of several pages, the one that the other operation touched. */
	if (!rival || rival->file != seen->file)
		return;
	operation_bytes(what->test, rival, PAGE, &start, &end);
	if (start >= seen->offset &&
	    start < (int64_t)seen->offset + seen->length)
		page->index = start / PAGE;
}

/* What is expected once the victim has returned. */
static const char *claim_of(enum promise promise)
{
	switch (promise) {
	case PROMISE_C1:
		return "what it took away nobody may see from here on";
	case PROMISE_C3:
		return "what it wrote must stay from here on";
	default:
		return NULL;
	}
}

static void victim_words(const struct saved_verdict *verdict,
			 const struct test *test, char *text, size_t size)
{
	const char *claim = claim_of(verdict->promise);
	char rival[WORDS_SIZE];

	performed_text(rival, sizeof(rival), test, verdict->rival_process,
		       verdict->rival_operation);
	if (claim)
		snprintf(text, size, "<== %s", claim);
	else
		snprintf(text, size, "<== conflicts with %s",
			 rival[0] ? rival : "what follows");
}

static void saw_words(const struct timeline *what,
		      const struct observation *seen, char *text, size_t size)
{
	const struct saved_verdict *verdict = &what->result->verdict;
	char value[WORDS_SIZE], span[WORDS_SIZE], victim[WORDS_SIZE];
	int used;

	value_text(value, sizeof(value), what->test, seen);
	span_text(span, sizeof(span), what->test, seen);
	performed_text(victim, sizeof(victim), what->test,
		       verdict->victim_process, verdict->victim_operation);
	used = snprintf(text, size, "<== sees %s in %s", value, span);
	if (verdict->promise == PROMISE_C1 && victim[0])
		snprintf(text + used, size - used, ", removed by %s", victim);
	else if (victim[0])
		snprintf(text + used, size - used, ", in spite of %s", victim);
}

static void rival_words(const struct saved_verdict *verdict,
			const struct test *test, char *text, size_t size)
{
	char victim[WORDS_SIZE];

	performed_text(victim, sizeof(victim), test, verdict->victim_process,
		       verdict->victim_operation);
	snprintf(text, size, "<== races with %s",
		 victim[0] ? victim : "the others");
}

bool conflict_words(const struct timeline *what,
		    const struct operation *operation, char *text, size_t size)
{
	const struct saved_verdict *verdict = &what->result->verdict;
	const struct observation *seen = bad_observation(what);

	if (verdict->kind == VERDICT_ALLOWED)
		return false;
	if (seen && seen->view == VIEW_OPERATION &&
	    is_operation(operation, seen->process, seen->operation))
		saw_words(what, seen, text, size);
	else if (is_operation(operation, verdict->victim_process,
			      verdict->victim_operation))
		victim_words(verdict, what->test, text, size);
	else if (is_operation(operation, verdict->rival_process,
			      verdict->rival_operation))
		rival_words(verdict, what->test, text, size);
	else
		return false;
	return true;
}

bool final_words(const struct timeline *what, char *text, size_t size)
{
	const struct observation *seen = bad_observation(what);
	char value[WORDS_SIZE], span[WORDS_SIZE];

	if (!seen || seen->view == VIEW_OPERATION ||
	    what->result->verdict.kind == VERDICT_ALLOWED)
		return false;
	value_text(value, sizeof(value), what->test, seen);
	span_text(span, sizeof(span), what->test, seen);
	snprintf(text, size, "<== when all is quiet (%s), %s holds %s",
		 view_word(seen->view), span, value);
	return true;
}
