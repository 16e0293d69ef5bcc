// SPDX-License-Identifier: GPL-2.0-or-later
/* The lock that lets one process at a time build a kernel: an flock(2). */
#include "kernel/build_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/child.h"
#include "base/error.h"
#include "base/file.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "kernel/cache.h"
#include "kernel/path.h"

#define POLL_MS 100

/* A descriptor, or -errno: -EAGAIN if another process has it. */
static int lock_try(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	int error = 0;

	if (fd < 0)
		return -errno;
	/* Without support for locks, two processes may build one kernel, as
	 * harmless as it is wasteful. */
	if (flock(fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK)
		error = -EAGAIN;
	/* The previous holder may have removed the file since it was opened. */
	else if (!file_is_named(AT_FDCWD, path, fd))
		error = -EAGAIN;
	if (!error)
		return fd;
	close(fd);
	return error;
}

static int lock_await(const char *path, void (*waiting)(void *), void *context)
{
	bool told = false;
	int fd;

	while ((fd = lock_try(path)) == -EAGAIN && !interrupted) {
		if (!told)
			waiting(context);
		told = true;
		sleep_ms(POLL_MS);
	}
	return fd;
}

int build_lock(struct build_lock *lock, const char *name,
	       void (*waiting)(void *context), void *context)
{
	char *cache = cache_directory("kernels");
	int status = path_make_directories(cache);

	*lock = (struct build_lock){ .fd = -1 };
	if (!status) {
		lock->path = xasprintf("%s/" BUILD_LOCK_PREFIX "%s", cache,
				       name);
		lock->fd = lock_await(lock->path, waiting, context);
	}
	free(cache);
	if (status || lock->fd >= 0)
		return status;
	if (lock->fd == -EAGAIN) {
		error("interrupted");
		status = FAILURE_INTERRUPTED;
	} else {
		status = error("cannot lock %s: %s", lock->path,
			       strerror(-lock->fd));
	}
	free(lock->path);
	lock->path = NULL;
	return status;
}

void build_unlock(struct build_lock *lock)
{
	if (!lock->path)
		return;
	unlink(lock->path);
	close(lock->fd);
	free(lock->path);
	lock->path = NULL;
}
