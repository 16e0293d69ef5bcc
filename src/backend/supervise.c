// SPDX-License-Identifier: GPL-2.0-or-later
/* The runner and its supervisor: budget, Ctrl-C, hangs, and the end. */
#include "backend/supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/budget.h"
#include "base/child.h"
#include "backend/keeper.h"
#include "backend/watch.h"

#define LOOK_MS 50
#define TICK_NS 200000000ull
/* How long a round may take to end after Ctrl-C. */
#define STOP_NS 2000000000ull
/* How long to wait for killed processes, and for those that hung. */
#define KILL_MS 5000
#define KILL_HANGING_MS 1000
#define RUNNER_DIRECTORY 3

struct shared {
	volatile int stop;
	volatile int returned;
	int error;
	struct result result;
};

struct supervisor {
	const struct supervision *of;
	struct shared *shared;
	pid_t runner;
	int pidfd;
	struct watch watch;
	struct budget budget;
	uint64_t ticked_ns, stopped_ns;
};

static void runner_main(const struct supervision *of, struct shared *shared)
{
	struct rlimit none = { 0, 0 };

	setpgid(0, 0);
	keeper_watch(of->keeper, getpid());
	prctl(PR_SET_NAME, of->comm);
	setrlimit(RLIMIT_CORE, &none);
	if (of->directory >= 0) {
		dup2(of->directory, RUNNER_DIRECTORY);
		fcntl(RUNNER_DIRECTORY, F_SETFD, 0);
	}
	child_close_from(RUNNER_DIRECTORY + (of->directory >= 0));
	shared->error = of->body(of->context, RUNNER_DIRECTORY, &shared->result,
				 &shared->stop);
	shared->returned = 1;
	_exit(0);
}

static void supervise_tick(struct supervisor *s, double share)
{
	const struct run_options *options = s->of->options;
	uint64_t now = clock_ns();

	if (now - s->ticked_ns < TICK_NS)
		return;
	s->ticked_ns = now;
	if (s->of->log)
		kernel_log_gather(s->of->log);
	if (options->tick)
		options->tick(options->tick_context, s->of->test,
			      &s->shared->result, share);
}

/* After Ctrl-C: true once the runner had time enough to end by itself. */
static bool stop_is_due(struct supervisor *s)
{
	const volatile int *stop = s->of->options->stop;

	if (!stop || !*stop)
		return false;
	s->shared->stop = 1;
	if (!s->stopped_ns)
		s->stopped_ns = clock_ns();
	return clock_ns() - s->stopped_ns > STOP_NS;
}

/* Watches until the runner ends or must be ended. */
static enum ending watch_runner(struct supervisor *s, enum alarm *alarm)
{
	struct pollfd ended = { .fd = s->pidfd, .events = POLLIN };

	watch_start(&s->watch);
	budget_begin(&s->budget, s->of->options->budget_ns, s->runner);
	s->budget.least_rounds = FEW_ROUNDS;
	for (;;) {
		double share;

		if (poll(&ended, 1, LOOK_MS) > 0)
			return s->shared->returned ? ENDED_WELL : ENDED_BADLY;
		if (stop_is_due(s))
			return ENDED_STOPPED;
		*alarm = watch_look(&s->watch);
		if (*alarm != ALARM_NONE)
			return *alarm == ALARM_FELLOWS ? ENDED_BADLY :
							 ENDED_HANGING;
		share = budget_share(&s->budget, s->runner,
				     s->shared->result.rounds);
		if (share >= 1)
			s->shared->stop = 1;
		supervise_tick(s, share);
	}
}

/*
 * Kills the whole group and waits for it. Its orphans become our children
 * (subreaper), so waitpid() tells when the last is gone. The filesystem is
 * thawed repeatedly, since a dying process may still freeze it.
 */
static bool end_group(const struct supervisor *s, int patience_ms, int *status)
{
	pid_t group = s->runner;
	pid_t ended;
	int other;

	for (int waited = 0; waited < patience_ms; waited++) {
		kill(-group, SIGKILL);
		if (s->of->thaw >= 0)
			ioctl(s->of->thaw, FITHAW, 0);
		/* Reaping the last process frees the group's number, so the
		 * keeper must not use it. All are killed already. */
		keeper_watch(s->of->keeper, 0);
		while ((ended = waitpid(-group, &other, WNOHANG)) > 0)
			if (ended == s->runner)
				*status = other;
		if (ended < 0 && errno == ECHILD)
			return true;
		keeper_watch(s->of->keeper, group);
		sleep_ms(1);
	}
	return false;
}

static void explain_death(int status, struct result *result)
{
	if (WIFSIGNALED(status))
		snprintf(result->reason, sizeof(result->reason),
			 "the process running the test was killed by signal "
			 "%d (%s)",
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		snprintf(result->reason, sizeof(result->reason),
			 "the process running the test ended by itself with "
			 "status %d",
			 WEXITSTATUS(status));
}

static void supervise_runner(struct supervisor *s, struct result *result,
			     struct supervised *supervised)
{
	enum alarm alarm = ALARM_NONE;
	struct result *verdict = NULL;
	int status = 0;

	supervised->ending = watch_runner(s, &alarm);
	/* The report needs the processes as they hang. */
	if (alarm != ALARM_NONE) {
		verdict = &s->shared->result;
		watch_report(&s->watch, alarm, verdict);
	}
	/* Hand over what there is: the supervisor may be killed while it waits
	 * for the group. */
	memcpy(result, &s->shared->result, sizeof(*result));
	run_options_calling(s->of->options, "ending the test's processes",
			    s->of->options->timeout_ns);
	supervised->stuck = !end_group(s, verdict ? KILL_HANGING_MS : KILL_MS,
				       &status);
	run_options_calling(s->of->options, NULL, 0);
	supervised->error = s->shared->error;
	s->shared->result.cpu_ns += budget_used_ns(&s->budget, 0);
	memcpy(result, &s->shared->result, sizeof(*result));
	if (!verdict && supervised->ending == ENDED_BADLY)
		explain_death(status, result);
}

static int start_runner(struct supervisor *s)
{
	int error;

	/* The child must not write buffered output a second time. */
	fflush(NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	s->runner = child_fork(SIGKILL);
	if (s->runner < 0)
		return -errno;
	if (!s->runner)
		runner_main(s->of, s->shared);
	setpgid(s->runner, s->runner);
	s->pidfd = pidfd_open(s->runner, 0);
	if (s->pidfd >= 0)
		return 0;
	error = errno;
	kill(s->runner, SIGKILL);
	waitpid(s->runner, NULL, 0);
	return -error;
}

int supervise(const struct supervision *supervision, struct result *result,
	      struct supervised *supervised)
{
	struct supervisor s = { .of = supervision };
	int error;

	memset(supervised, 0, sizeof(*supervised));
	s.shared = mmap(NULL, sizeof(*s.shared), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (s.shared == MAP_FAILED)
		return -ENOMEM;
	memcpy(&s.shared->result, result, sizeof(*result));
	error = start_runner(&s);
	if (!error) {
		s.watch = (struct watch){
			.test = supervision->test,
			.result = &s.shared->result,
			.runner = s.runner,
			.timeout_ns = supervision->options->timeout_ns,
		};
		supervise_runner(&s, result, supervised);
		close(s.pidfd);
	}
	munmap(s.shared, sizeof(*s.shared));
	return error;
}
