// SPDX-License-Identifier: GPL-2.0-or-later
/* Performs one execution: a batch of which only the last schedule counts. */
#include "machine/execute.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"

static void execution_read_events(const struct guest_setup *setup,
				  struct execution *execution)
{
	const struct guest guest = { .setup = setup };
	size_t size = 0;

	execution->events = guest_task_file(&guest, "events", 0, &size);
	execution->event_count = size / sizeof(*execution->events);
}

/* A round that broke nothing may have been looked at in vain. */
static enum result_status execution_status(const struct result *result,
					   int failed)
{
	if (result->forbidden || result->complaint[0])
		return RESULT_BROKEN;
	return failed || !result->rounds ? RESULT_NOT_RUN : RESULT_KEPT;
}

static uint64_t execution_count(const struct execution_request *request)
{
	return request->schedule ? 0 : request->count;
}

static void execution_begin(struct batches *batches,
			    const struct execution_request *request,
			    struct result *result)
{
	const bool alone = request->schedule != NULL;
	const struct batch_options options = {
		.strategy = request->strategy,
		.seed = request->seed,
		.final_every = alone ? 1 : request->final_every,
		.trace = request->trace,
		.last = request->schedule,
		.last_only = true,
		.timeout_ns = request->timeout_ns,
		.stop = request->stop,
	};

	batches_begin(batches, request->setup, request->test, &options,
		      alone ? 0 : request->first, result);
}

struct guest_task *execution_task(const struct execution_request *request)
{
	struct result *result = xcalloc(1, sizeof(*result));
	struct guest_task *task = NULL;
	struct batches batches;

	execution_begin(&batches, request, result);
	if (batch_ask(&batches, execution_count(request)))
		error("%s", batches.reason);
	else
		task = xmemdup(batches.task, 1, sizeof(*task));
	batches_end(&batches);
	free(result);
	return task;
}

static int execution_run(const struct execution_request *request,
			 struct execution *execution)
{
	struct batches batches;
	int status;

	execution_begin(&batches, request, &execution->result);
	batches.shown = &execution->shown;
	status = batch_run(&batches, execution_count(request));
	batches_end(&batches);
	execution->blame = batches.blame;
	execution->result.status = execution_status(&execution->result,
						    batches.error);
	return status ? error("%s", batches.reason) : 0;
}

int guest_execute(const struct execution_request *request,
		  struct execution **execution)
{
	struct execution *new = xcalloc(1, sizeof(*new));

	if (execution_run(request, new)) {
		execution_free(new);
		return -1;
	}
	if (request->trace)
		execution_read_events(request->setup, new);
	*execution = new;
	return 0;
}

void execution_free(struct execution *execution)
{
	if (!execution)
		return;
	free(execution->events);
	free(execution);
}

enum promise execution_broke(const struct execution *execution)
{
	const struct result *result = &execution->result;

	if (result->status != RESULT_BROKEN)
		return PROMISE_NONE;
	return result->verdict.kind == VERDICT_FORBIDDEN ?
		       result->verdict.promise :
		       PROMISE_C6;
}
