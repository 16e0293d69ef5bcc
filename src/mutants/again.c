// SPDX-License-Identifier: GPL-2.0-or-later
#include "mutants/again.h"

#include <string.h>

#include "machine/execute.h"

/* So many at least are tried without the mutant. */
#define WITHOUT_LEAST 256

/* The leg the hit is in. The check of the filesystem comes after all of it. */
static struct execution_request request_of(const struct guest_legs *legs)
{
	const struct run_options *options = legs->target->options;
	const struct result *result = legs->result;
	uint64_t first = result->forbidden ? result->schedule_first :
					     legs->task->first;
	uint64_t end = result->forbidden ? result->schedule_number + 1 :
					   legs->next;

	return (struct execution_request){
		.place = legs->place,
		.test = legs->test,
		.strategy = options->strategy,
		.seed = options->seed,
		.first = first,
		.count = end - first,
		.final_every = options->final_every,
		.timeout_ns = options->timeout_ns,
		.stop = options->stop,
	};
}

/* A guest that died told no hash; what the kernel said stands for it. */
static bool same_execution(const struct guest_legs *legs,
			   const struct execution *execution)
{
	const struct result *result = legs->result;

	if (execution->result.schedule_number != result->schedule_number)
		return false;
	if (legs->shown->number != result->schedule_number)
		return !strcmp(execution->result.verdict.why,
			       result->verdict.why);
	return execution->shown.run.hash == legs->shown->run.hash;
}

static bool is_same(const struct guest_legs *legs,
		    const struct execution *execution)
{
	const struct result *result = legs->result;

	return execution_broke(execution) == result->verdict.promise &&
	       (!result->forbidden || same_execution(legs, execution));
}

enum again again_repeats(const struct guest_legs *legs)
{
	const struct execution_request request = request_of(legs);
	struct execution *execution;
	bool same;

	if (guest_execute(&request, &execution))
		return AGAIN_UNKNOWN;
	same = is_same(legs, execution);
	execution_free(execution);
	return same ? AGAIN_YES : AGAIN_NO;
}

enum again again_without(const struct guest_legs *legs)
{
	struct guest_place stock = *legs->place;
	struct execution_request request = request_of(legs);
	struct execution *execution;
	enum again again = AGAIN_NO;

	stock.mutant = NULL;
	request.place = &stock;
	if (request.count < WITHOUT_LEAST)
		request.count = WITHOUT_LEAST;
	if (guest_execute(&request, &execution))
		return AGAIN_UNKNOWN;
	if (execution_broke(execution) != PROMISE_NONE)
		again = AGAIN_YES;
	else if (execution->result.status != RESULT_KEPT)
		again = AGAIN_UNKNOWN;
	execution_free(execution);
	return again;
}
