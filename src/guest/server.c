// SPDX-License-Identifier: GPL-2.0-or-later
/* A server's turn as one list of calls. */
#include "guest/server.h"

#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fslitmus_uapi.h"

static int control = -1;

void server_begin(void)
{
	control = open("/dev/fslitmus", O_RDWR | O_CLOEXEC);
	if (control >= 0)
		return;
	perror("server: /dev/fslitmus");
	_exit(1);
}

static void server_make(struct fslitmus_call *calls, unsigned int count)
{
	struct fslitmus_calls list = {
		.calls = (uintptr_t)calls,
		.count = count,
	};

	if (!ioctl(control, FSLITMUS_CALLS, &list))
		return;
	perror("server: FSLITMUS_CALLS");
	_exit(1);
}

ssize_t server_next(const struct server_turn *turn, int *answered)
{
	struct pollfd ready = { .fd = turn->device, .events = POLLIN };
	struct fslitmus_call calls[3];
	unsigned int count = 0;

	*answered = 0;
	if (turn->count)
		calls[count++] = (struct fslitmus_call){
			.nr = SYS_writev,
			.args = { turn->device, (uintptr_t)turn->parts,
				  turn->count },
		};
	if (turn->polls)
		calls[count++] = (struct fslitmus_call){
			.nr = SYS_poll,
			.args = { (uintptr_t)&ready, 1, -1 },
		};
	calls[count++] = (struct fslitmus_call){
		.nr = SYS_read,
		.args = { turn->device, (uintptr_t)turn->request, turn->size },
	};
	server_make(calls, count);
	if (turn->count && calls[0].result < 0)
		*answered = calls[0].result;
	return calls[count - 1].result;
}
