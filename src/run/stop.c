// SPDX-License-Identifier: GPL-2.0-or-later
/* Signal handlers of the supervisor and of its workers. */
#include "run/stop.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/interrupt.h"

static struct board *watched;

static void kill_workers(void)
{
	for (int i = 0; i < RUN_MAX_JOBS; i++)
		if (watched->worker[i] > 0)
			kill(watched->worker[i], SIGKILL);
}

static void stop_request(bool again)
{
	if (again)
		kill_workers();
	watched->stop = 1;
}

void stop_watch(struct board *board)
{
	watched = board;
	interrupt_also(stop_request);
	interrupt_watch();
}

void stop_unwatch(void)
{
	interrupt_unwatch();
	interrupt_also(NULL);
}

void stop_tell(void)
{
	if (interrupted)
		warning("stopped by signal %d (%s)", interrupted,
			strsignal(interrupted));
}

static void follower_handler(int signal)
{
	(void)signal;
	watched->stop = 1;
}

void stop_follow(struct board *board)
{
	struct sigaction stop = { .sa_handler = follower_handler };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	watched = board;
	signal(SIGPIPE, SIG_DFL);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &ignore, NULL);
	sigaction(SIGHUP, &ignore, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != board->supervisor)
		_exit(EXIT_NOT_RUN);
}
