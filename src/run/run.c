// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The supervisor of a run: starts workers, reports the results they send, and
 * sums up. A worker that dies or hangs is replaced.
 */
#include "run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "actor/merge.h"
#include "backend/watch.h"
#include "base/child.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "report/words.h"
#include "run/board.h"
#include "run/hung.h"
#include "run/progress.h"
#include "run/repeat.h"
#include "run/stop.h"

#define DRAW_EVERY_MS 200
#define NONE UINT32_MAX

/* One worker, as the supervisor sees it. */
struct job {
	int socket; /* -1: no worker */
	int errors; /* a pipe: its standard error, passed on */
	struct hung hung;
	uint32_t task, place; /* running, and open; or NONE */
	bool finished;	      /* it said so, and may go */
};

struct supervisor {
	struct run_plan *plan;
	struct board *board;
	size_t board_size;
	struct job job[RUN_MAX_JOBS];
	unsigned int jobs;
	uint64_t *told;	       /* results reported, by place */
	bool *opened, *closed; /* reported as such, by place */
	struct run_summary summary;
	struct progress progress;
	uint64_t began_ns;
	uint64_t looked_ns; /* the last look for workers that hang */
	uint64_t told_ns;   /* from began_ns to the latest result */
	bool write_failed;
};

/* The progress line must be gone before the report is printed. */
static struct reporter *reporter_of(struct supervisor *supervisor)
{
	progress_erase(&supervisor->progress);
	return supervisor->plan->reporter;
}

/* The run ends when its report cannot be written any more. */
static void check_written(struct supervisor *supervisor)
{
	FILE *out = supervisor->plan->reporter->out;

	if (supervisor->write_failed || (!fflush(out) && !ferror(out)))
		return;
	/* A reader such as "| head" that has seen enough is no error. */
	if (errno != EPIPE)
		error("cannot write the report: %s", strerror(errno));
	supervisor->write_failed = true;
	supervisor->board->stop = 1;
}

/* Opens both or none. Returns 0, or -1 with errno set. */
static int open_channels(int sockets[2], int errors[2])
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets))
		return -1;
	if (!pipe2(errors, O_CLOEXEC))
		return 0;
	close(sockets[0]);
	close(sockets[1]);
	return -1;
}

/* Without a worker the run ends early: what it has found is reported. */
static void worker_fails(struct supervisor *supervisor, const char *what)
{
	progress_erase(&supervisor->progress);
	error("cannot make a %s: %s", what, strerror(errno));
	supervisor->board->stop = 1;
}

static void start_worker(struct supervisor *supervisor, unsigned int index)
{
	struct job *job = &supervisor->job[index];
	struct slot *slot = &supervisor->board->slot[index];
	int sockets[2], errors[2];
	pid_t pid;

	if (open_channels(sockets, errors)) {
		worker_fails(supervisor, "socket");
		return;
	}
	/* The previous worker may have been lost in the middle of a call. */
	slot->calls += slot->calls % 2;
	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		for (int end = 0; end < 2; end++) {
			close(sockets[end]);
			close(errors[end]);
		}
		worker_fails(supervisor, "process");
		return;
	}
	if (!pid) {
		for (unsigned int i = 0; i < supervisor->jobs; i++)
			if (supervisor->job[i].socket >= 0) {
				close(supervisor->job[i].socket);
				close(supervisor->job[i].errors);
			}
		close(sockets[0]);
		close(errors[0]);
		worker(supervisor->plan, supervisor->board, index, sockets[1],
		       errors[1]);
	}
	close(sockets[1]);
	close(errors[1]);
	*job = (struct job){ .socket = sockets[0],
			     .errors = errors[0],
			     .task = NONE,
			     .place = NONE };
	supervisor->board->worker[index] = pid;
}

static void count_result(struct run_summary *summary, bool cut_short,
			 const struct result *result)
{
	summary->tests++;
	summary->cut_short += cut_short;
	summary->rounds += result->rounds;
	summary->few_rounds += has_few_rounds(result);
	switch ((enum result_status)result->status) {
	case RESULT_KEPT:
		summary->kept++;
		break;
	case RESULT_BROKEN:
		summary->broken++;
		break;
	case RESULT_UNENTERED:
		summary->unentered++;
		break;
	case RESULT_SKIPPED:
		summary->skipped++;
		break;
	default:
		summary->not_run++;
	}
}

/* A backend that ran on is judged by --strict afterwards. */
static void apply_strict(const struct run_plan *plan, struct result *result)
{
	if (plan->strict && result->unpromised &&
	    (result->status == RESULT_KEPT ||
	     result->status == RESULT_UNENTERED))
		result->status = RESULT_BROKEN;
}

static void tell_result(struct supervisor *supervisor, uint32_t task,
			struct result *result)
{
	struct run_plan *plan = supervisor->plan;
	struct place *place = &plan->places[task_place(plan, task)];
	size_t test = task_test(plan, task);
	uint64_t seed = result->seed ? result->seed : plan->options.seed;
	char *command = repeat_command(plan, place, plan->arguments[test],
				       seed);
	char *scheduled = scheduled_command(plan, place, plan->arguments[test]);
	const struct rerun rerun = { command, place->backend->live, scheduled };

	apply_strict(plan, result);
	supervisor->told_ns = clock_ns() - supervisor->began_ns;
	count_result(&supervisor->summary, supervisor->board->stop, result);
	supervisor->told[task_place(plan, task)]++;
	plan->format->result(reporter_of(supervisor), &plan->tests[test],
			     place->name, &rerun, result);
	free(command);
	free(scheduled);
	check_written(supervisor);
}

/* A place is done once all its tests are reported and no worker has it open. */
static void close_done_places(struct supervisor *supervisor)
{
	struct run_plan *plan = supervisor->plan;

	for (size_t i = 0; i < plan->place_count; i++) {
		bool open = false;

		for (unsigned int j = 0; j < supervisor->jobs; j++)
			open |= supervisor->job[j].socket >= 0 &&
				supervisor->job[j].place == i;
		if (open || supervisor->closed[i] ||
		    supervisor->told[i] < plan->test_count)
			continue;
		supervisor->closed[i] = true;
		if (plan->format->target_done)
			plan->format->target_done(reporter_of(supervisor),
						  plan->places[i].name);
	}
}

static void tell_complaint(struct supervisor *supervisor, const char *place,
			   enum promise promise, const char *complaint)
{
	supervisor->summary.complaints++;
	supervisor->plan->format->complaint(reporter_of(supervisor), place,
					    promise, complaint);
	check_written(supervisor);
}

static void tell_closed(struct supervisor *supervisor, uint32_t place,
			const struct slot *slot)
{
	struct run_plan *plan = supervisor->plan;
	const char *name = plan->places[place].name;

	if (slot->complaint[0])
		tell_complaint(supervisor, name, PROMISE_C6, slot->complaint);
	if (slot->left_behind[0]) {
		progress_erase(&supervisor->progress);
		warning("%s: %s", name, slot->left_behind);
	}
}

static bool is_taken(const struct run_plan *plan, size_t place,
		     const char *name)
{
	for (size_t i = 0; i < plan->place_count; i++)
		if (i != place && !strcmp(plan->places[i].name, name))
			return true;
	return false;
}

/* Reports group by name, so names are unique: a second "ext4" is "ext4 [2]". */
static void adopt_name(struct supervisor *supervisor, unsigned int index,
		       uint32_t place)
{
	struct place *at = &supervisor->plan->places[place];
	char name[sizeof(at->name)];

	/* Results reported so far go by the name it had. */
	if (supervisor->opened[place])
		return;
	memcpy(name, supervisor->board->slot[index].name, sizeof(name));
	for (unsigned int n = 2; is_taken(supervisor->plan, place, name); n++)
		snprintf(name, sizeof(name), "%.50s [%u]",
			 supervisor->board->slot[index].name, n);
	memcpy(at->name, name, sizeof(name));
}

/* Reports a place once, even if several workers open it. */
static void tell_opened(struct supervisor *supervisor, unsigned int index,
			uint32_t place)
{
	struct run_plan *plan = supervisor->plan;

	if (supervisor->opened[place])
		return;
	supervisor->opened[place] = true;
	plan->places[place].environment =
		supervisor->board->slot[index].environment;
	plan->format->place(reporter_of(supervisor), plan->places[place].name,
			    &plan->places[place].environment);
	check_written(supervisor);
}

static void answer_worker(struct job *job)
{
	send(job->socket, "", 1, MSG_NOSIGNAL);
}

static void handle_message(struct supervisor *supervisor, unsigned int index,
			   const struct message *message)
{
	struct job *job = &supervisor->job[index];
	struct slot *slot = &supervisor->board->slot[index];

	switch ((enum message_kind)message->kind) {
	case MESSAGE_STARTED:
		job->task = message->number;
		break;
	case MESSAGE_OPENING:
		job->place = message->number;
		break;
	case MESSAGE_OPENED:
		adopt_name(supervisor, index, message->number);
		tell_opened(supervisor, index, message->number);
		answer_worker(job);
		break;
	case MESSAGE_RESULT:
		job->task = NONE;
		tell_result(supervisor, message->number, &slot->result);
		answer_worker(job);
		break;
	case MESSAGE_CLOSED:
		job->place = NONE;
		tell_closed(supervisor, message->number, slot);
		answer_worker(job);
		break;
	case MESSAGE_FINISHED:
		job->finished = true;
		break;
	}
	close_done_places(supervisor);
}

/* Reports the test that was lost with its worker; other results stand. */
static void tell_death(struct supervisor *supervisor, unsigned int index,
		       int status)
{
	struct job *job = &supervisor->job[index];
	struct result *result = &supervisor->board->slot[index].result;
	char why[128];

	if (WIFSIGNALED(status))
		snprintf(why, sizeof(why),
			 "the process running it was killed "
			 "by signal %d (%s)",
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		snprintf(why, sizeof(why),
			 "the process running it ended with "
			 "status %d",
			 WEXITSTATUS(status));
	if (job->task == NONE) {
		progress_erase(&supervisor->progress);
		warning("a worker was lost between tests: %s", why);
		return;
	}
	result->status = RESULT_NOT_RUN;
	snprintf(result->reason, sizeof(result->reason), "%s", why);
	tell_result(supervisor, job->task, result);
}

/* Passes on what a worker wrote to standard error. */
static void pass_errors(struct supervisor *supervisor, unsigned int index)
{
	char text[4096];
	ssize_t got = read(supervisor->job[index].errors, text, sizeof(text));

	if (got <= 0)
		return;
	progress_erase(&supervisor->progress);
	fwrite(text, 1, got, stderr);
}

static void close_job(struct supervisor *supervisor, unsigned int index)
{
	struct job *job = &supervisor->job[index];
	struct pollfd said = { .fd = job->errors, .events = POLLIN };

	while (poll(&said, 1, 0) > 0 && said.revents & POLLIN)
		pass_errors(supervisor, index);
	supervisor->board->worker[index] = 0;
	close(job->socket);
	close(job->errors);
	job->socket = -1;
}

/* A hang while a test runs, or its place is opened, is the test's result. */
static void tell_hung_test(struct supervisor *supervisor, unsigned int index,
			   bool for_good, const char *what)
{
	struct result *result = &supervisor->board->slot[index].result;
	uint64_t seed = result->seed;

	/* Keep a verdict that the test had reached before it hung. */
	if (result->status == RESULT_RUNNING && !result->forbidden) {
		result_clear(result, seed);
		if (for_good)
			watch_report_call(what, result);
		else
			snprintf(result->reason, sizeof(result->reason),
				 "interrupted; %s", what);
	}
	if (result->status == RESULT_RUNNING)
		result->status = result->forbidden ? RESULT_BROKEN :
						     RESULT_NOT_RUN;
	tell_result(supervisor, supervisor->job[index].task, result);
}

/* The place is not used any more, unless the backend can make another. */
static void lose_place(struct supervisor *supervisor, struct place *place,
		       const char *call)
{
	if (!place->backend->anew)
		snprintf(place->lost, sizeof(place->lost),
			 "%s hangs and is not used any more", place->name);
	progress_erase(&supervisor->progress);
	warning("%s: %s has not returned; what is left of the test will go "
		"when it does",
		place->name, call);
}

/* Kills a hung worker. It dies when its call returns, and cleans up then. */
static void abandon_worker(struct supervisor *supervisor, unsigned int index)
{
	struct job *job = &supervisor->job[index];
	struct slot *slot = &supervisor->board->slot[index];
	pid_t pid = supervisor->board->worker[index];
	bool for_good = hung_for_good(&job->hung, slot);
	struct place *place = &supervisor->plan->places[job->place];
	char what[RESULT_TEXT_SIZE - 128];

	hung_describe(&job->hung, slot, pid, what, sizeof(what));
	kill(pid, SIGKILL);
	if (job->task != NONE)
		tell_hung_test(supervisor, index, for_good, what);
	else if (for_good)
		tell_complaint(supervisor, place->name, PROMISE_C7, what);
	lose_place(supervisor, place, slot->call);
	waitpid(pid, NULL, WNOHANG);
	close_job(supervisor, index);
	if (!supervisor->board->stop)
		start_worker(supervisor, index);
	close_done_places(supervisor);
}

static void abandon_hung(struct supervisor *supervisor)
{
	uint64_t now = clock_ns(), passed = now - supervisor->looked_ns;
	struct board *board = supervisor->board;

	supervisor->looked_ns = now;
	for (unsigned int i = 0; i < supervisor->jobs; i++)
		if (supervisor->job[i].socket >= 0 &&
		    hung_look(&supervisor->job[i].hung, &board->slot[i],
			      board->worker[i], passed, board->stop))
			abandon_worker(supervisor, i);
}

static void reap_worker(struct supervisor *supervisor, unsigned int index)
{
	struct job *job = &supervisor->job[index];
	bool finished = job->finished;
	pid_t pid = supervisor->board->worker[index];
	int status;

	child_await(pid);
	close_job(supervisor, index);
	status = child_reap(pid);
	if (finished)
		return;
	tell_death(supervisor, index, status);
	if (!supervisor->board->stop)
		start_worker(supervisor, index);
	close_done_places(supervisor);
}

static void receive_message(struct supervisor *supervisor, unsigned int index)
{
	struct message message;
	ssize_t length = recv(supervisor->job[index].socket, &message,
			      sizeof(message), 0);

	if (length == sizeof(message))
		handle_message(supervisor, index, &message);
	else if (length >= 0 || errno != EINTR)
		reap_worker(supervisor, index);
}

/*
 * Estimates how long the whole run takes, from the tests finished so far or,
 * before the first has finished, from how far the running ones are. 0: no
 * estimate yet.
 */
static uint64_t expected_ns(const struct supervisor *supervisor,
			    uint64_t elapsed)
{
	const struct progress *progress = &supervisor->progress;
	double planned = progress->planned, done = 0;

	if (progress->done)
		return planned * supervisor->told_ns / progress->done;
	for (unsigned int i = 0; i < supervisor->jobs; i++)
		done += supervisor->board->slot[i].permille / 1000.0;
	return done > 0 ? planned * elapsed / done : 0;
}

static void draw_progress(struct supervisor *supervisor)
{
	struct progress *progress = &supervisor->progress;
	struct run_plan *plan = supervisor->plan;
	uint64_t elapsed = clock_ns() - supervisor->began_ns, expected;
	const struct job *job;

	progress->done = supervisor->summary.tests;
	progress->rounds = supervisor->summary.rounds;
	progress->test = NULL;
	progress->others = 0;
	for (unsigned int i = 0; i < supervisor->jobs; i++) {
		job = &supervisor->job[i];
		if (job->socket < 0 || job->task == NONE)
			continue;
		progress->rounds += supervisor->board->slot[i].rounds;
		if (progress->test) {
			progress->others++;
			continue;
		}
		progress->test = plan->tests[task_test(plan, job->task)].name;
		progress->target =
			plan->places[task_place(plan, job->task)].name;
	}
	progress->rate = progress->rounds / (elapsed / 1e9 + 1e-9);
	expected = expected_ns(supervisor, elapsed);
	progress->left_ns = expected > elapsed ? expected - elapsed : 0;
	progress->stopping = supervisor->board->stop;
	progress_draw(progress);
}

/* Waits for messages of the workers and handles them. False: none is left. */
static bool attend_workers(struct supervisor *supervisor)
{
	struct pollfd ready[2 * RUN_MAX_JOBS];
	unsigned int jobs = supervisor->jobs;
	bool left = false;

	for (unsigned int i = 0; i < jobs; i++) {
		const struct job *job = &supervisor->job[i];

		left |= job->socket >= 0;
		ready[i] = (struct pollfd){ job->socket, POLLIN, 0 };
		ready[jobs + i] = (struct pollfd){
			job->socket < 0 ? -1 : job->errors, POLLIN, 0
		};
	}
	if (!left)
		return false;
	if (poll(ready, 2 * jobs, DRAW_EVERY_MS) < 0)
		return errno == EINTR;
	for (unsigned int i = 0; i < jobs; i++)
		if (ready[jobs + i].revents & POLLIN)
			pass_errors(supervisor, i);
	for (unsigned int i = 0; i < jobs; i++)
		if (ready[i].fd >= 0 && ready[i].revents)
			receive_message(supervisor, i);
	abandon_hung(supervisor);
	if (supervisor->plan->progress)
		draw_progress(supervisor);
	return true;
}

static enum exit_status status_of(const struct supervisor *supervisor)
{
	const struct run_summary *summary = &supervisor->summary;

	if (summary->broken || summary->complaints)
		return EXIT_BROKEN;
	if (summary->interrupted || summary->not_run ||
	    supervisor->write_failed)
		return EXIT_NOT_RUN;
	return summary->kept ? EXIT_KEPT : EXIT_SKIPPED;
}

static void sum_up(struct supervisor *supervisor)
{
	struct run_summary *summary = &supervisor->summary;
	struct run_plan *plan = supervisor->plan;

	summary->elapsed_ns = clock_ns() - supervisor->began_ns;
	summary->seed = plan->options.seed;
	summary->interrupted = summary->cut_short ||
			       (supervisor->board->stop &&
				summary->tests < plan->reporter->planned);
	summary->status = status_of(supervisor);
	plan->format->end(reporter_of(supervisor), summary);
	check_written(supervisor);
	stop_tell();
}

static void make_board(struct supervisor *supervisor)
{
	struct run_plan *plan = supervisor->plan;

	supervisor->board_size = sizeof(struct board) +
				 supervisor->jobs * sizeof(struct slot);
	supervisor->board = mmap(NULL, supervisor->board_size,
				 PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (supervisor->board == MAP_FAILED)
		out_of_memory();
	supervisor->told = xcalloc(plan->place_count, sizeof(uint64_t));
	supervisor->opened = xcalloc(plan->place_count, sizeof(bool));
	supervisor->closed = xcalloc(plan->place_count, sizeof(bool));
	supervisor->board->supervisor = getpid();
}

static void free_board(struct supervisor *supervisor)
{
	munmap(supervisor->board, supervisor->board_size);
	free(supervisor->told);
	free(supervisor->opened);
	free(supervisor->closed);
}

static void begin_run(struct supervisor *supervisor)
{
	struct run_plan *plan = supervisor->plan;
	uint64_t tasks = plan->test_count * plan->place_count;

	plan->reporter->planned = tasks;
	plan->reporter->targets = plan->place_count;
	supervisor->progress.planned = tasks;
	supervisor->jobs = plan->jobs < tasks ? plan->jobs : tasks;
	supervisor->began_ns = clock_ns();
	for (int i = 0; i < RUN_MAX_JOBS; i++)
		supervisor->job[i].socket = -1;
	plan->format->begin(plan->reporter);
}

enum exit_status run(struct run_plan *plan)
{
	struct supervisor supervisor = { .plan = plan };
	enum exit_status status;

	/* Writing to a closed pipe shall fail with EPIPE (check_written()). */
	signal(SIGPIPE, SIG_IGN);
	begin_run(&supervisor);
	make_board(&supervisor);
	stop_watch(supervisor.board);
	for (unsigned int i = 0; i < supervisor.jobs; i++)
		start_worker(&supervisor, i);
	while (attend_workers(&supervisor))
		;
	sum_up(&supervisor);
	stop_unwatch();
	status = status_of(&supervisor);
	free_board(&supervisor);
	return status;
}
