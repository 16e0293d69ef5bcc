// SPDX-License-Identifier: GPL-2.0-or-later
#include "kernel/build_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/interrupt.h"
#include "kernel/cache.h"
#include "kernel/path.h"

#define POLL_NS 100000000l

/* Whoever had it may have removed it since it was opened. */
static bool is_still(const char *path, int fd)
{
	struct stat named, opened;

	return !stat(path, &named) && !fstat(fd, &opened) &&
	       named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

/* A descriptor, or -errno: -EAGAIN if another process has it. */
static int try(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	int error = 0;

	if (fd < 0)
		return -errno;
	/* Where there are no locks, two may build one kernel, as they could. */
	if (flock(fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK)
		error = -EAGAIN;
	else if (!is_still(path, fd))
		error = -EAGAIN;
	if (!error)
		return fd;
	close(fd);
	return error;
}

static void pause_shortly(void)
{
	const struct timespec time = { .tv_nsec = POLL_NS };

	nanosleep(&time, NULL);
}

static int await(const char *path, void (*waiting)(void *), void *context)
{
	bool told = false;
	int fd;

	while ((fd = try(path)) == -EAGAIN && !interrupted) {
		if (!told)
			waiting(context);
		told = true;
		pause_shortly();
	}
	return fd;
}

int build_lock(struct build_lock *lock, const char *name,
	       void (*waiting)(void *context), void *context)
{
	char *cache = cache_directory("kernels");
	int status = path_make_directories(cache) ? EXIT_NOT_RUN : 0;

	*lock = (struct build_lock){ .fd = -1 };
	if (!status) {
		lock->path = path_format("%s/" BUILD_LOCK_PREFIX "%s", cache,
					 name);
		lock->fd = await(lock->path, waiting, context);
	}
	free(cache);
	if (status || lock->fd >= 0)
		return status;
	if (lock->fd == -EAGAIN)
		error("interrupted");
	else
		error("cannot lock %s: %s", lock->path, strerror(-lock->fd));
	free(lock->path);
	lock->path = NULL;
	return EXIT_NOT_RUN;
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
