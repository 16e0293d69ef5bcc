// SPDX-License-Identifier: GPL-2.0-or-later
/* Executes the batch of a hit again, with the fault and without it. */
#include "mutants/again.h"

#include <string.h>

#include "machine/execute.h"

/* The least number of schedules to try without the mutant. */
#define WITHOUT_LEAST 256

/* The batch the hit is in. The check of the filesystem comes after all of
 * it. */
static struct execution_request again_request(const struct batches *batches)
{
	const struct batch_options *options = &batches->options;
	const struct result *result = batches->result;
	bool in_schedule = batches->blame == BLAME_SCHEDULE;
	uint64_t first = in_schedule ? result->schedule_first :
				       batches->task->first;
	uint64_t end = in_schedule ? result->schedule_number + 1 :
				     batches->next;

	return (struct execution_request){
		.setup = batches->setup,
		.test = batches->test,
		.strategy = options->strategy,
		.seed = options->seed,
		.first = first,
		.count = end - first,
		.final_every = options->final_every,
		.timeout_ns = options->timeout_ns,
		.stop = options->stop,
	};
}

/* A guest that died has no hash; its complaint is compared instead. */
static bool again_is_same_execution(const struct batches *batches,
				    const struct execution *execution)
{
	const struct result *result = batches->result;

	if (execution->result.schedule_number != result->schedule_number)
		return false;
	if (batches->shown->number != result->schedule_number)
		return !strcmp(execution->result.verdict.why,
			       result->verdict.why);
	return execution->shown.run.hash == batches->shown->run.hash;
}

static bool again_is_same(const struct batches *batches,
			  const struct execution *execution)
{
	const struct result *result = batches->result;

	return execution_broke(execution) == result->verdict.promise &&
	       (batches->blame == BLAME_BATCH ||
		again_is_same_execution(batches, execution));
}

enum again again_repeats(const struct batches *batches)
{
	const struct execution_request request = again_request(batches);
	struct execution *execution;
	bool same;

	if (guest_execute(&request, &execution))
		return AGAIN_UNKNOWN;
	same = again_is_same(batches, execution);
	execution_free(execution);
	return same ? AGAIN_YES : AGAIN_NO;
}

enum again again_without(const struct batches *batches)
{
	struct guest_setup stock = *batches->setup;
	struct execution_request request = again_request(batches);
	struct execution *execution;
	enum again again = AGAIN_NO;

	stock.mutant = NULL;
	request.setup = &stock;
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
