// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/stop.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/exit.h"

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

#define SIGNALS (sizeof(signals) / sizeof(signals[0]))

static struct board *watched;
static volatile sig_atomic_t first_signal;
static struct sigaction before[SIGNALS];

static void kill_workers(void)
{
	for (int i = 0; i < RUN_MAX_JOBS; i++)
		if (watched->worker[i] > 0)
			kill(watched->worker[i], SIGKILL);
}

static void handler(int signal)
{
	if (first_signal)
		kill_workers();
	else
		first_signal = signal;
	watched->stop = 1;
}

void stop_watch(struct board *board)
{
	struct sigaction action = { .sa_handler = handler };

	watched = board;
	first_signal = 0;
	for (size_t i = 0; i < SIGNALS; i++) {
		sigaction(signals[i], NULL, &before[i]);
		/* nohup(1) and the like have decided for us. */
		if (before[i].sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

void stop_unwatch(void)
{
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &before[i], NULL);
}

int stop_signal(void)
{
	return first_signal;
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
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &ignore, NULL);
	sigaction(SIGHUP, &ignore, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != board->supervisor)
		_exit(EXIT_NOT_RUN);
}
