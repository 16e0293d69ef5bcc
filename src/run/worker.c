// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A worker: takes tasks until there are none, and keeps its target open from
 * one test to the next on the same place.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "run/board.h"
#include "run/stop.h"

#define NO_PLACE SIZE_MAX

struct worker {
	const struct run_plan *plan;
	struct run_options options;
	struct board *board;
	struct slot *slot;
	int socket;
	size_t place; /* of the target, NO_PLACE if none is open */
	bool usable;  /* the target could be opened */
	struct target target;
};

static void tell_supervisor(struct worker *worker, enum message_kind kind,
			    uint32_t number)
{
	struct message message = { kind, number };

	/* If the supervisor is gone, still go on to close the target. */
	send(worker->socket, &message, sizeof(message), MSG_NOSIGNAL);
}

/* Once the supervisor answers, the slot may be filled again. */
static void tell_and_wait(struct worker *worker, enum message_kind kind,
			  uint32_t number)
{
	char answer;

	tell_supervisor(worker, kind, number);
	while (recv(worker->socket, &answer, 1, 0) < 0 && errno == EINTR)
		;
}

static void worker_tick(void *context, const struct test *test,
			const struct result *result, double share)
{
	struct worker *worker = context;
	uint64_t rounds = worker->options.rounds;

	(void)test;
	if (rounds && (double)result->rounds / rounds > share)
		share = (double)result->rounds / rounds;
	worker->slot->rounds = result->rounds;
	if (share > 1)
		share = 1;
	/* A batch that is repeated uses no budget, and tells a share of 0. */
	if (share * 1000 > worker->slot->permille)
		worker->slot->permille = share * 1000;
}

static void worker_calling(void *context, const char *what, uint64_t limit_ns)
{
	struct worker *worker = context;
	struct slot *slot = worker->slot;

	if (!what == !(slot->calls % 2))
		return;
	if (what) {
		snprintf(slot->call, sizeof(slot->call), "%s", what);
		slot->call_limit_ns = limit_ns;
	}
	atomic_fetch_add(&slot->calls, 1);
}

static void close_place(struct worker *worker)
{
	struct slot *slot = worker->slot;

	if (worker->place == NO_PLACE)
		return;
	slot->complaint[0] = '\0';
	worker->target.reason[0] = '\0';
	worker->target.backend->close(&worker->target, slot->complaint,
				      sizeof(slot->complaint));
	snprintf(slot->left_behind, sizeof(slot->left_behind), "%s",
		 worker->target.reason);
	tell_and_wait(worker, MESSAGE_CLOSED, worker->place);
	worker->place = NO_PLACE;
	worker->usable = false;
}

static void open_place(struct worker *worker, size_t index)
{
	const struct place *place = &worker->plan->places[index];
	struct target *target = &worker->target;

	if (worker->place == index)
		return;
	close_place(worker);
	*target = (struct target){ .backend = place->backend,
				   .config = place->config,
				   .path = place->path,
				   .options = &worker->options,
				   .directory = -1 };
	snprintf(target->name, sizeof(target->name), "%s", place->name);
	worker->place = index;
	tell_supervisor(worker, MESSAGE_OPENING, index);
	if (place->lost[0])
		strcpy(target->reason, place->lost);
	else
		worker->usable = !place->backend->open(target);
	/* A target that could not be opened goes by the name that was given. */
	snprintf(worker->slot->name, sizeof(worker->slot->name), "%s",
		 target->name[0] ? target->name : place->name);
	worker->slot->environment = target->environment;
	tell_and_wait(worker, MESSAGE_OPENED, index);
}

static void set_not_run(struct result *result, const char *reason)
{
	result->status = RESULT_NOT_RUN;
	snprintf(result->reason, sizeof(result->reason), "%s", reason);
}

static void run_task(struct worker *worker, uint32_t task)
{
	const struct test *test =
		&worker->plan->tests[task_test(worker->plan, task)];
	struct result *result = &worker->slot->result;
	struct target *target = &worker->target;
	bool lost = false;

	memset(result, 0, sizeof(*result));
	worker->slot->rounds = 0;
	worker->slot->permille = 0;
	tell_supervisor(worker, MESSAGE_STARTED, task);
	open_place(worker, task_place(worker->plan, task));
	if (!worker->usable) {
		set_not_run(result, target->reason);
	} else if (target->backend->run(target, test, result)) {
		lost = true;
		if (result->status == RESULT_RUNNING)
			set_not_run(result, target->reason);
	} else if (result->status == RESULT_RUNNING) {
		set_not_run(result, "interrupted");
	}
	tell_and_wait(worker, MESSAGE_RESULT, task);
	/* Opening it again is useful only where the backend makes a new one;
	 * otherwise the same filesystem might hang again. */
	if (lost && target->backend->anew)
		close_place(worker);
	else if (lost)
		worker->usable = false;
}

/*
 * This process or a child of it may hang for good. It must not hold anything
 * open whose end others wait for, such as the pipe that the report goes to.
 */
static void leave_standard_streams(int errors)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(errors, STDERR_FILENO);
	close(errors);
	close(null);
}

void worker(const struct run_plan *plan, struct board *board, unsigned int job,
	    int socket, int errors)
{
	uint32_t task, tasks = plan->test_count * plan->place_count;
	struct worker worker = {
		.plan = plan,
		.options = plan->options,
		.board = board,
		.slot = &board->slot[job],
		.socket = socket,
		.place = NO_PLACE,
	};

	leave_standard_streams(errors);
	stop_follow(board);
	worker.options.stop = &board->stop;
	worker.options.tick = worker_tick;
	worker.options.calling = worker_calling;
	worker.options.tick_context = &worker;
	while (!board->stop &&
	       (task = atomic_fetch_add(&board->next_task, 1)) < tasks)
		run_task(&worker, task);
	close_place(&worker);
	tell_supervisor(&worker, MESSAGE_FINISHED, 0);
	_exit(0);
}
