// SPDX-License-Identifier: GPL-2.0-or-later
/* Hashes the outcome of a round, and tells whether its window was entered. */
#include "actor/outcome.h"

#include <signal.h>

#include "litmus/op_type.h"

static inline void outcome_mix(uint64_t *hash, uint64_t with)
{
	uint64_t h = (*hash ^ with) * UINT64_C(0x9e3779b97f4a7c15);

	*hash = h ^ h >> 32;
}

/* The raw word is left out, since it contains the round. */
static void mix_value(uint64_t *hash, const struct observation *seen)
{
	const struct value *value = &seen->value;
	uint64_t shift = 0;

	if (value->kind == VALUE_STAMP || value->kind == VALUE_EARLIER)
		shift = (uint64_t)value->offset - seen->offset;
	outcome_mix(hash, (uint64_t)value->kind | (uint64_t)value->file << 8 |
				  (uint64_t)value->writer << 16 |
				  (uint64_t)value->generation << 24);
	outcome_mix(hash, shift);
}

static void mix_observation(uint64_t *hash, const struct observation *seen)
{
	outcome_mix(hash, (uint64_t)seen->view |
				  (uint64_t)seen->operation << 8 |
				  (uint64_t)(uint8_t)seen->mapping << 16 |
				  (uint64_t)seen->file << 24);
	outcome_mix(hash, (uint64_t)seen->offset << 32 | seen->length);
	mix_value(hash, seen);
}

static void mix_records(uint64_t *hash, const struct test *test,
			const struct history *history)
{
	for (int i = 0; i < test->processes; i++)
		for (int j = 0; j < test->process[i].count; j++) {
			const struct record *record = &history->record[i][j];

			outcome_mix(hash, (uint64_t)record->status << 32 |
						  (uint32_t)record->error);
			if (record->status != RECORD_DONE)
				outcome_mix(hash, record->result);
		}
}

static void mix_failures(uint64_t *hash, const struct history *history)
{
	for (uint32_t i = 0; i < history->failures; i++) {
		const struct failed_call *failed = &history->failure[i];

		outcome_mix(hash,
			    (uint64_t)failed->view |
				    (uint64_t)failed->file << 8 |
				    (uint64_t)(uint32_t)failed->error << 16);
		outcome_mix(hash,
			    (uint64_t)failed->call[0] << 8 | failed->call[1]);
	}
}

/* Views that agree are left out of the text, so they are not hashed either. */
static bool outcome_tells(const struct layout *layout,
			  const struct history *history,
			  const struct observation *seen)
{
	return seen->view == VIEW_OPERATION || seen->view == VIEW_READ ||
	       !final_agrees(layout, history, seen);
}

uint64_t outcome_hash(const struct layout *layout,
		      const struct history *history)
{
	const struct test *test = layout->test;
	/* The order of observations of different processes is not fixed. */
	uint64_t by_process[TEST_MAX_PROCESSES] = { 0 };
	uint64_t hash = 1;

	mix_records(&hash, test, history);
	mix_failures(&hash, history);
	for (uint32_t i = 0; i < history->observations; i++) {
		const struct observation *seen = &history->observation[i];

		if (outcome_tells(layout, history, seen))
			mix_observation(&by_process[seen->process], seen);
	}
	for (int i = 0; i < test->processes; i++)
		outcome_mix(&hash, by_process[i]);
	return hash;
}

static bool value_is(const struct test *test, const struct observation *seen,
		     enum reach_value wanted)
{
	const struct value *value = &seen->value;

	switch (wanted) {
	case REACH_OLD:
		return value->kind == VALUE_STAMP &&
		       value->writer == WRITER_INITIAL;
	case REACH_ZERO:
		return value->kind == VALUE_ZERO;
	case REACH_NEW:
		return value->kind == VALUE_STAMP &&
		       value->writer < test->processes;
	case REACH_SIGBUS:
		return value->kind == VALUE_SIGBUS;
	case REACH_ERROR:
	case REACH_DONE:
		break;
	}
	return false;
}

/* A store that faults has a result but no observation. */
static bool raised_sigbus(const struct operation *operation,
			  const struct record *record)
{
	return record->status == RECORD_FAILED &&
	       operation->type->traits & TRAIT_MEMORY && !record->error &&
	       record->result == -SIGBUS;
}

static bool value_matched(const struct test *test,
			  const struct history *history)
{
	const struct reach *reach = &test->reach;
	const struct record *record =
		&history->record[reach->process][reach->operation];

	if (reach->value == REACH_DONE)
		return record->status == RECORD_DONE;
	if (reach->value == REACH_ERROR)
		return record->status == RECORD_FAILED;
	if (reach->value == REACH_SIGBUS &&
	    raised_sigbus(
		    &test->process[reach->process].operations[reach->operation],
		    record))
		return true;
	for (uint32_t i = 0; i < history->observations; i++) {
		const struct observation *seen = &history->observation[i];

		if (seen->view == VIEW_OPERATION &&
		    seen->process == reach->process &&
		    seen->operation == reach->operation &&
		    value_is(test, seen, reach->value))
			return true;
	}
	return false;
}

/* Did the two overlap, as far as tickets tell? */
static bool records_overlap(const struct record *a, const struct record *b)
{
	return a->begin && b->begin && (!a->end || b->begin < a->end) &&
	       (!b->end || a->begin < b->end);
}

/* Did the operation of the clause overlap one of another process? */
static bool operation_overlapped(const struct test *test,
				 const struct history *history)
{
	const struct reach *reach = &test->reach;
	const struct record *record =
		&history->record[reach->process][reach->operation];

	for (int i = 0; i < test->processes; i++)
		for (int j = 0; j < test->process[i].count; j++)
			if (i != reach->process &&
			    records_overlap(record, &history->record[i][j]))
				return true;
	return false;
}

static bool clause_held(const struct test *test, const struct history *history)
{
	return value_matched(test, history) &&
	       (test->processes == 1 || operation_overlapped(test, history));
}

/* The first begin and last end of the operations after the prologue. */
static bool outcome_span(const struct test *test, const struct history *history,
			 int process, uint32_t *first, uint32_t *last)
{
	const struct process *of = &test->process[process];

	*first = *last = 0;
	for (int i = of->prologue; i < of->count; i++) {
		const struct record *record = &history->record[process][i];

		if (!record->begin)
			continue;
		if (!*first)
			*first = record->begin;
		*last = record->end;
	}
	return *first;
}

static bool any_overlap(const struct test *test, const struct history *history)
{
	for (int i = 0; i < test->processes; i++)
		for (int j = i + 1; j < test->processes; j++) {
			uint32_t first[2], last[2];

			if (outcome_span(test, history, i, &first[0],
					 &last[0]) &&
			    outcome_span(test, history, j, &first[1],
					 &last[1]) &&
			    first[0] < last[1] && first[1] < last[0])
				return true;
		}
	return false;
}

bool outcome_reached(const struct test *test, const struct history *history)
{
	if (test->reach.given)
		return clause_held(test, history);
	return test->processes == 1 || any_overlap(test, history);
}
