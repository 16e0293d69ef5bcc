// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/interrupt.h"

#include <signal.h>
#include <stddef.h>

volatile int interrupted;

static void handler(int signal)
{
	interrupted = signal;
}

void interrupt_watch(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	const struct sigaction action = { .sa_handler = handler };
	struct sigaction before;

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		sigaction(signals[i], NULL, &before);
		/* nohup(1) and the like have decided for us. */
		if (before.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}
