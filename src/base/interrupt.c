// SPDX-License-Identifier: GPL-2.0-or-later
/* Catches the signals that ask a command to end. */
#include "base/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

#define SIGNALS (sizeof(signals) / sizeof(signals[0]))

volatile int interrupted;

static struct sigaction before[SIGNALS];
static unsigned int watchers;
static void (*volatile also)(bool again);

static void handler(int signal)
{
	void (*action)(bool again) = also;
	bool again = interrupted != 0;
	int saved = errno;

	if (!again)
		interrupted = signal;
	if (action)
		action(again);
	errno = saved;
}

void interrupt_watch(void)
{
	const struct sigaction action = { .sa_handler = handler };

	if (watchers++)
		return;
	for (size_t i = 0; i < SIGNALS; i++) {
		sigaction(signals[i], NULL, &before[i]);
		/* Leave signals alone that nohup(1) and the like ignore. */
		if (before[i].sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

void interrupt_unwatch(void)
{
	if (--watchers)
		return;
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &before[i], NULL);
}

void interrupt_also(void (*action)(bool again))
{
	also = action;
}
