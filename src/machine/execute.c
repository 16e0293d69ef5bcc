// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/execute.h"

#include <stdlib.h>
#include <string.h>

#include "actor/merge.h"
#include "backend/backend.h"
#include "machine/batch.h"
#include "base/error.h"

static void read_events(const struct guest_place *place,
			struct execution *execution)
{
	const struct guest guest = { .place = place };
	size_t size = 0;

	execution->events = guest_file(&guest, "events", 0, &size);
	execution->event_count = size / sizeof(*execution->events);
}

/* A round that broke nothing may have been looked at in vain. */
static enum result_status status_of(const struct result *result, int failed)
{
	if (result->forbidden || result->complaint[0])
		return RESULT_BROKEN;
	return failed || !result->rounds ? RESULT_NOT_RUN : RESULT_KEPT;
}

/* What guest_leg.h needs to know to perform one request. */
struct work {
	struct run_options options;
	struct target target;
	struct guest_legs legs;
};

static uint64_t counted(const struct execution_request *request)
{
	return request->schedule ? 0 : request->count;
}

static void begin(struct work *work, const struct execution_request *request)
{
	work->options = (struct run_options){
		.strategy = request->strategy,
		.seed = request->seed,
		.timeout_ns = request->timeout_ns,
		.stop = request->stop,
	};
	work->target = (struct target){ .options = &work->options };
	work->legs = (struct guest_legs){
		.target = &work->target,
		.place = request->place,
		.test = request->test,
		.task = calloc(1, sizeof(*work->legs.task)),
		.next = request->schedule ? 0 : request->first,
		.untimed = true,
		.repeats = true,
		.singly_from = GUEST_NEVER,
		.last = request->schedule,
		.flags = request->trace ? GUEST_TRACE : 0,
		.final_every = request->schedule ? 1 : request->final_every,
	};
	if (!work->legs.task)
		die(EXIT_NOT_RUN, "out of memory for a guest's task");
}

struct guest_task *execution_task(const struct execution_request *request)
{
	struct work work;

	begin(&work, request);
	guest_leg_task(&work.legs, counted(request));
	return work.legs.task;
}

static int run_leg(const struct execution_request *request,
		   struct execution *execution)
{
	struct work work;
	int status;

	begin(&work, request);
	work.legs.result = &execution->result;
	work.legs.shown = &execution->shown;
	status = guest_leg_run(&work.legs, counted(request));
	free(work.legs.task);
	execution->result.status = status_of(&execution->result,
					     work.legs.error);
	return status ? error("%s", work.target.reason) : 0;
}

int guest_execute(const struct execution_request *request,
		  struct execution **execution)
{
	struct execution *new = calloc(1, sizeof(*new));

	if (!new)
		die(EXIT_NOT_RUN, "out of memory for an execution");
	result_clear(&new->result, request->seed);
	if (run_leg(request, new)) {
		execution_free(new);
		return -1;
	}
	if (request->trace)
		read_events(request->place, new);
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
		       result->verdict.promise : PROMISE_C6;
}
