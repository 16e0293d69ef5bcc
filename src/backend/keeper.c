// SPDX-License-Identifier: GPL-2.0-or-later
/* The keeper: its process, and what the command says to it. */
#include "backend/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/scratch.h"

#define PREFIX "fslitmus-"
/* How long the keeper tries to kill and to remove before it gives up. */
#define PATIENCE_MS 10000
#define STEP_MS 10
/* How long the command waits for a keeper whose processes do not die. */
#define PATIENCE_STUCK_MS 1000

struct keeper_memory {
	volatile pid_t group; /* of the runner, 0: none */
	volatile int error;   /* of making and removing the directory */
	char name[SCRATCH_NAME_SIZE];
};

/* In the keeper: its descriptors, moved to known numbers. */
enum { FD_PARENT_DIED = 3, FD_SOCKET, FD_THAW, FD_PARENT, FD_FIRST_OTHER };

static void close_standard_streams(void)
{
	int null = open("/dev/null", O_RDWR);

	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	if (null > 2)
		close(null);
}

/*
 * Moves the descriptors to their fixed numbers, above these first so that none
 * is overwritten. Returns 0 or errno.
 */
static int move_descriptors(int died, int socket, int thaw, int parent)
{
	int from[] = { died, socket, thaw, parent };

	for (int i = 0; i < 4; i++) {
		if (from[i] < 0)
			continue;
		from[i] = fcntl(from[i], F_DUPFD, FD_FIRST_OTHER);
		if (from[i] < 0)
			return errno;
	}
	for (int i = 0; i < 4; i++) {
		if (from[i] >= 0)
			dup2(from[i], FD_PARENT_DIED + i);
		else
			close(FD_PARENT_DIED + i);
	}
	child_close_from(FD_FIRST_OTHER);
	return 0;
}

/* Returns a descriptor that holds it, or -errno. */
static int make_directory(struct keeper_memory *memory)
{
	/* Directories whose command and keeper were both killed. */
	scratch_sweep(FD_PARENT, PREFIX);
	return scratch_make(FD_PARENT, PREFIX, memory->name);
}

static void wait_for_end(void)
{
	struct pollfd fds[] = {
		{ .fd = FD_PARENT_DIED, .events = POLLIN },
		{ .fd = FD_SOCKET, .events = POLLIN },
	};

	while (poll(fds, 2, -1) < 0 && errno == EINTR)
		;
}

/*
 * A killed process may hang in a frozen filesystem, and a dying one may still
 * freeze it. So kill and thaw in turn until the group is empty.
 */
static void end_group(pid_t group, int thaw)
{
	for (int waited = 0; waited < PATIENCE_MS; waited += STEP_MS) {
		bool alive = group && !kill(-group, SIGKILL) &&
			     group_alive(group);

		if (thaw >= 0)
			ioctl(thaw, FITHAW, 0);
		if (!alive)
			return;
		sleep_ms(STEP_MS);
	}
}

/* NFS keeps files of a dying process for a while (.nfs*), so this retries. */
static int remove_directory(const char *name, int directory)
{
	int error = 0;

	for (int waited = 0; waited < PATIENCE_MS; waited += STEP_MS) {
		error = scratch_remove(FD_PARENT, name, directory);
		if (error != -ENOTEMPTY && error != -EBUSY)
			break;
		sleep_ms(STEP_MS);
	}
	return -error;
}

static void keeper_run(struct keeper_memory *memory,
		       const struct keeper_duty *duty)
{
	int directory = -1;
	char ready = 1;

	if (duty->parent >= 0) {
		directory = make_directory(memory);
		memory->error = directory < 0 ? -directory : 0;
	}
	/* No SIGPIPE: if the command is dead already, there is work to do. */
	send(FD_SOCKET, &ready, 1, MSG_NOSIGNAL);
	if (memory->error)
		_exit(0);
	wait_for_end();
	end_group(memory->group, duty->thaw >= 0 ? FD_THAW : -1);
	if (duty->parent >= 0)
		memory->error = remove_directory(memory->name, directory);
	_exit(0);
}

/* In the command: reads the byte that the keeper sends when it is ready. */
static int wait_until_ready(struct keeper *keeper)
{
	ssize_t got;
	char ready;

	do
		got = read(keeper->socket, &ready, 1);
	while (got < 0 && errno == EINTR);
	if (got == 1 && !keeper->memory->error) {
		strcpy(keeper->name, keeper->memory->name);
		return 0;
	}
	if (keeper->memory->error)
		return -keeper->memory->error;
	return -ECHILD;
}

static int keeper_fork(struct keeper *keeper, const struct keeper_duty *duty,
		       int self, int far)
{
	keeper->pid = child_fork(0);
	if (keeper->pid < 0) {
		keeper->pid = 0;
		return -errno;
	}
	if (keeper->pid)
		return 0;
	setsid();
	close_standard_streams();
	keeper->memory->error = move_descriptors(self, far, duty->thaw,
						 duty->parent);
	if (!keeper->memory->error)
		keeper_run(keeper->memory, duty);
	_exit(0);
}

int keeper_start(struct keeper *keeper, const struct keeper_duty *duty)
{
	int self = pidfd_open(getpid(), 0);
	int pair[2];
	int error;

	*keeper = (struct keeper){ .socket = -1 };
	if (self < 0)
		return -errno;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) {
		close(self);
		return -errno;
	}
	keeper->memory = mmap(NULL, sizeof(*keeper->memory),
			      PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (keeper->memory == MAP_FAILED) {
		keeper->memory = NULL;
		error = -ENOMEM;
	} else {
		error = keeper_fork(keeper, duty, self, pair[1]);
	}
	close(self);
	close(pair[1]);
	keeper->socket = pair[0];
	if (!error)
		error = wait_until_ready(keeper);
	if (error)
		keeper_end(keeper);
	return error;
}

void keeper_watch(struct keeper *keeper, pid_t group)
{
	keeper->memory->group = group;
}

/*
 * The keeper may have to wait for a process that cannot be killed. The command
 * does not wait for it then; the keeper goes on alone.
 */
static int wait_for_keeper(const struct keeper *keeper)
{
	int patience = keeper->memory->group ? PATIENCE_STUCK_MS :
					       PATIENCE_MS + PATIENCE_STUCK_MS;
	pid_t ended;

	for (int waited = 0; waited < patience; waited++) {
		ended = waitpid(keeper->pid, NULL, WNOHANG);
		if (ended == keeper->pid || (ended < 0 && errno != EINTR))
			return -keeper->memory->error;
		sleep_ms(1);
	}
	return -EBUSY;
}

int keeper_end(struct keeper *keeper)
{
	int error = 0;

	if (keeper->socket >= 0) {
		shutdown(keeper->socket, SHUT_RDWR);
		close(keeper->socket);
	}
	if (keeper->pid)
		error = wait_for_keeper(keeper);
	if (keeper->memory)
		munmap(keeper->memory, sizeof(*keeper->memory));
	*keeper = (struct keeper){ .socket = -1 };
	return error;
}
