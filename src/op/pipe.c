// SPDX-License-Identifier: GPL-2.0-or-later
/* Moving a file's bytes through a pipe. */
#include <fcntl.h>
#include <unistd.h>

#include "op/support.h"

/*
 * How much the pipe takes at OFFSET without waiting for a reader: each of
 * its slots holds what lies in one page.
 */
static uint64_t pipe_room(int pipe, uint64_t offset, uint64_t page_size)
{
	int size = fcntl(pipe, F_GETPIPE_SZ);

	return (size < (int)page_size ? page_size : (uint64_t)size) -
	       offset % page_size;
}

/* Returns how much of LENGTH came, less only with errno set. */
static uint64_t read_back(int pipe, char *to, uint64_t length)
{
	uint64_t done = 0;
	ssize_t result;

	while (done < length) {
		result = read(pipe, to + done, length - done);
		if (result <= 0)
			break;
		done += result;
	}
	return done;
}

/* A page in the pipe that cannot be read cannot be taken out either. */
static void renew_pipe(struct actor *actor)
{
	const int error = errno;

	close(actor->pipe[0]);
	close(actor->pipe[1]);
	if (pipe2(actor->pipe, O_CLOEXEC))
		actor->pipe[0] = actor->pipe[1] = -1;
	errno = error;
}

struct transfer {
	uint64_t done;		/* bytes read back */
	bool ended;		/* at the end of file */
};

static void transfer(struct actor *actor, int fd, op_push *push, uint64_t start,
		     uint64_t length, struct transfer *transfer)
{
	const uint64_t end = start + length;
	off_t at = start;
	uint64_t want, back;
	ssize_t in;

	while ((uint64_t)at < end) {
		want = pipe_room(actor->pipe[1], at, actor->layout.page_size);
		if (want > end - at)
			want = end - at;
		in = push(fd, &at, actor->pipe[1], want);
		transfer->ended = in == 0;
		if (in <= 0)
			break;
		back = read_back(actor->pipe[0],
				 actor->buffer + transfer->done, in);
		transfer->done += back;
		if (back < (uint64_t)in) {
			renew_pipe(actor);
			break;
		}
	}
}

void op_through_pipe(struct actor *actor, const struct operation *operation,
		     op_push *push)
{
	struct transfer through = { 0 };
	uint64_t start, length;
	int fd = op_fd(actor, operation->file);
	bool nothing;

	if (fd < 0)
		return;
	actor_range(actor, operation, &start, &length);
	if (!op_buffer(actor, length))
		return;
	actor_begin(actor);
	transfer(actor, fd, push, start, length, &through);
	nothing = !through.done && !through.ended;
	actor_end(actor, nothing ? -1 : (int64_t)through.done, length);
	/* After an error nothing is known of the rest. */
	if (!nothing)
		actor_observe(actor, operation->file, -1, start, actor->buffer,
			      through.done,
			      through.ended ? length : through.done);
}
