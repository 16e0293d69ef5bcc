// SPDX-License-Identifier: GPL-2.0-or-later
/* Operations' calls, made as entries of the kernel's lists. */
#include "guest/execute.h"

#include <errno.h>
#include <string.h>

#include "guest/calling.h"

/* The access that EXECUTION's call is, from byte AT of it. */
static struct copy access_of(const struct execution *execution, uint64_t at)
{
	const uint64_t *arguments = execution->arguments;

	return (struct copy){
		.memory = (char *)arguments[0] + at,
		.own = (char *)arguments[1] + at,
		.is_store = execution->call.number == CALL_STORE,
		.length = arguments[2] - at,
	};
}

static void note_fault(struct execution *execution, uint64_t at, int signal)
{
	struct faults *faults = &execution->actor->faults;

	faults->at[faults->count++] = (struct fault){ at, signal };
	if (!execution->signal)
		execution->signal = signal;
}

/* A load goes on behind a page that raised a signal, a store does not. */
static void access_now(struct execution *execution)
{
	const uint64_t length = execution->arguments[2];
	uint64_t at = 0, seen = 0;

	execution->actor->faults.count = 0;
	while (at < length) {
		struct copy copy = access_of(execution, at);
		int signal = calling_copy(&copy);

		seen += copy.done;
		at += copy.done;
		if (!signal)
			break;
		note_fault(execution, at, signal);
		if (copy.is_store)
			break;
		at += part_of(&copy, copy.done);
	}
	execution->progress.result = seen;
}

/*
 * A map operation that did well in the rounds before will do so again, and
 * advice is never asked about: both wait. Only prologues make such calls in
 * rounds that are known.
 */
static bool is_known(const struct execution *execution)
{
	if (!calling.predicting)
		return false;
	return execution->call.is_advice ||
	       (execution->call.changes == CHANGES_MAPS && !calling.maps_fail);
}

static void add(const struct execution *execution)
{
	const uint64_t *arguments = execution->arguments;

	calling_add(execution->call.number, arguments[0], arguments[1],
		    arguments[2], arguments[3], arguments[4], arguments[5]);
}

static void wait_with(struct execution *execution)
{
	add(execution);
	execution->progress.result = 0;
	if (execution->call.is_advice)
		return;
	execution->progress.result = execution->arguments[0];
	calls_expect(calling.pending, execution->progress.result);
}

static void make_now(struct execution *execution)
{
	const uint64_t *arguments = execution->arguments;
	int64_t result = calling_result(execution->call.number, arguments[0],
					arguments[1], arguments[2],
					arguments[3], arguments[4],
					arguments[5]);

	execution->progress.result = result;
	if (execution->call.changes == CHANGES_MAPS && result < 0 &&
	    result >= -4095)
		calling.maps_fail = true;
}

static void make(struct execution *execution)
{
	calling.operation = calls_operation(execution->operation);
	if (call_is_access(&execution->call))
		access_now(execution);
	else if (is_known(execution))
		wait_with(execution);
	else
		make_now(execution);
	calling.operation = 0;
}

const struct executor guest_executor = {
	.make = make,
};

/*
 * Races.
 */

static bool is_absent(const struct test *test, const struct argument *argument)
{
	switch (argument->kind) {
	case ARGUMENT_FILE:
	case ARGUMENT_DIRECT:
	case ARGUMENT_MAPPED:
		return test->file[argument->which].content == CONTENT_ABSENT;
	default:
		return false;
	}
}

/* Opening it would be part of the race. */
static bool creates_file(const struct test *test, const struct call *call)
{
	for (int i = 0; i < CALL_ARGUMENTS; i++)
		if (is_absent(test, &call->arguments[i]))
			return true;
	for (int i = 0; i < call->field_count; i++)
		if (is_absent(test, &call->fields[i].argument))
			return true;
	return false;
}

bool guest_may_list(const struct test *test, const struct operation *operation)
{
	const struct layout layout = { .test = test, .page_size = PAGE };
	struct op_progress progress = { 0 };
	struct call call;
	uint64_t start;

	if (!operation->type->call)
		return false;
	op_next(operation, &layout, &progress, &call);
	if (call.changes || creates_file(test, &call))
		return false;
	start = call.arguments[0].value;
	switch (call.number) {
	case CALL_LOAD:
		return call.arguments[2].value <= LISTED_PAGES * PAGE;
	case CALL_STORE:
		/* One of several entries that fails does not end the others. */
		return start / PAGE ==
		       (start + call.arguments[2].value - 1) / PAGE;
	}
	return true;
}

void guest_list(struct listed *listed, struct actor *actor,
		const struct operation *operation)
{
	struct execution *execution = &listed->execution;

	calling.listing = true;
	listed->runs = execution_prepare(execution, actor, operation);
	calling.listing = false;
	listed->first = calling.pending->count;
	if (!listed->runs || execution->error || execution->gone)
		return;
	calling.operation = calls_operation(operation);
	if (call_is_access(&execution->call)) {
		struct copy copy = access_of(execution, 0);

		for (uint64_t at = 0; at < copy.length;
		     at += part_of(&copy, at))
			calling_add_page(&copy, at, 0);
	} else {
		add(execution);
	}
	calling.operation = 0;
}

/* What the entries from FIRST on came to; returns the last one. */
static const struct fslitmus_call *
take_access(struct execution *execution, const struct fslitmus_call *call)
{
	uint64_t at = 0, seen = 0;

	execution->actor->faults.count = 0;
	for (;; call++) {
		struct copy copy = access_of(execution, at);
		int signal = calling_take_page(&copy, call);

		if (signal)
			note_fault(execution, at, signal);
		seen += copy.done;
		at += part_of(&copy, 0);
		if (at >= execution->arguments[2])
			break;
	}
	execution->progress.result = seen;
	return call;
}

void guest_record(struct listed *listed)
{
	struct execution *execution = &listed->execution;
	const struct fslitmus_call *first = &calling.made->call[listed->first];
	const struct fslitmus_call *last = first;

	if (!listed->runs)
		return;
	actor_take_up(execution->actor, execution->operation);
	if (execution->error || execution->gone) {
		execution_fail(execution);
	} else {
		execution->began = CALLS_TICKET | first->began;
		execution_begin(execution);
		if (call_is_access(&execution->call))
			last = take_access(execution, first);
		else
			execution->progress.result = first->result;
		execution->ended = CALLS_TICKET | last->ended;
		execution_conclude(execution);
	}
	actor_put_down(execution->actor);
}
