// SPDX-License-Identifier: GPL-2.0-or-later
/* Performs one execution: a batch of which only the last schedule counts. */
#include "machine/execute.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "schedule/sequence.h"

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

/*
 * The last schedule takes all looks in any case. The others are there to leave
 * a state, as the rounds of a run do, most of which take none.
 */
#define SEQUENCE_FINAL_EVERY 16

static void execution_begin(struct batches *batches,
			    const struct execution_request *request,
			    struct result *result)
{
	const bool alone = request->schedule != NULL;
	const struct batch_options options = {
		.strategy = request->strategy,
		.seed = request->seed,
		.final_every = alone ? SEQUENCE_FINAL_EVERY :
				       request->final_every,
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

struct execution *execution_that_breaks(const struct execution_request *request,
					enum promise promise)
{
	const char *sequence = request->schedule;
	uint64_t last = sequence ? sequence_count(sequence) - 1 :
				   request->first + request->count - 1;
	struct execution *execution;

	if (guest_execute(request, &execution))
		return NULL;
	if (execution_broke(execution) == promise &&
	    execution->result.schedule_number == last)
		return execution;
	execution_free(execution);
	return NULL;
}

/* Makes lines with a string each a sequence that ends with SCHEDULE. */
static char *execution_join(char *lines, const char *schedule)
{
	char *sequence = lines ? xasprintf("%s%s", lines, schedule) : NULL;

	for (char *at = sequence; at && (at = strchr(at, '\n'));)
		*at = '/';
	free(lines);
	return sequence;
}

/* BATCH as a sequence, or NULL. */
static char *execution_write_down(const struct execution_request *batch,
				  const char *schedule)
{
	const struct guest guest = { .setup = batch->setup };
	struct result *result = xcalloc(1, sizeof(*result));
	struct batches batches;
	char *lines = NULL;

	execution_begin(&batches, batch, result);
	batches.options.write_schedules = true;
	if (batch->count > 1 && !batch_run(&batches, batch->count - 1))
		lines = guest_task_file(&guest, "schedules", 0, NULL);
	batches_end(&batches);
	free(result);
	return execution_join(lines, schedule);
}

static struct execution *execution_try_ends(struct execution_request *request,
					    const char *sequence,
					    enum promise promise)
{
	size_t all = sequence_count(sequence);
	struct execution *execution = NULL;

	for (size_t count = 2; !execution; count = 2 * count - 1) {
		if (count > all)
			count = all;
		request->schedule = sequence_from(sequence, all - count);
		if (strlen(request->schedule) >= SCHEDULE_TEXT_SIZE ||
		    (request->stop && *request->stop))
			break;
		execution = execution_that_breaks(request, promise);
		if (count == all)
			break;
	}
	return execution;
}

struct execution *execution_with_earlier(const struct execution_request *batch,
					 const char *schedule,
					 enum promise promise, char **sequence)
{
	struct execution_request request = *batch;
	char *all = execution_write_down(batch, schedule);
	struct execution *execution = NULL;

	*sequence = NULL;
	if (all)
		execution = execution_try_ends(&request, all, promise);
	if (execution)
		*sequence = xstrdup(request.schedule);
	free(all);
	return execution;
}
