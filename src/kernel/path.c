// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading, writing and replacing whole files, and making directories. */
#include "kernel/path.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static int make_directory(const char *path)
{
	if (!mkdir(path, 0777) || errno == EEXIST)
		return 0;
	return error("cannot make the directory %s: %s", path, strerror(errno));
}

int path_make_parents(const char *path)
{
	char *copy = xstrdup(path);
	int status = 0;

	for (char *p = copy + 1; *p && !status; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		status = make_directory(copy);
		*p = '/';
	}
	free(copy);
	return status;
}

int path_make_directories(const char *path)
{
	return path_make_parents(path) || make_directory(path) ?
		       FAILURE_NOT_RUN :
		       0;
}

char *path_read_from(FILE *in, size_t *size)
{
	char *data = NULL;
	char part[65536];
	size_t total = 0, count;
	FILE *out = xopen_memstream(&data, &total);

	while ((count = fread(part, 1, sizeof(part), in)))
		fwrite(part, 1, count, out);
	xclose_memstream(out);
	if (ferror(in)) {
		free(data);
		return NULL;
	}
	if (size)
		*size = total;
	return data;
}

char *path_read(const char *path, size_t *size)
{
	FILE *in = fopen(path, "re");
	char *data;

	if (!in)
		return NULL;
	data = path_read_from(in, size);
	fclose(in);
	return data;
}

int path_write(const char *path, const void *data, size_t size)
{
	FILE *out = fopen(path, "we");
	size_t written;

	if (!out)
		return error("cannot write %s: %s", path, strerror(errno));
	written = fwrite(data, 1, size, out);
	if (fclose(out) || written != size)
		return error("cannot write %s: %s", path, strerror(errno));
	return 0;
}

static int write_to(int fd, const char *data, size_t size)
{
	for (ssize_t put; size; size -= put, data += put) {
		put = write(fd, data, size);
		if (put < 0 && errno != EINTR)
			return -1;
		put = put < 0 ? 0 : put;
	}
	return 0;
}

/* A random name for the unfinished file, which others cannot guess. */
static char *unfinished_name(const char *path)
{
	uint64_t random;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		random = clock_ns();
	return xasprintf("%s.%016" PRIx64, path, random);
}

/* Opens a file without a name (O_TMPFILE), or named OWN if the filesystem does
 * not support that. */
static int open_unfinished(const char *path, const char *own, bool *named)
{
	const char *slash = strrchr(path, '/');
	char *folder = xasprintf("%.*s", slash ? (int)(slash - path) + 1 : 1,
				 slash ? path : ".");
	int fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);

	free(folder);
	*named = fd < 0;
	/* O_EXCL: a file that somebody else put there is refused. */
	return *named ? open(own, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			     0666) :
			fd;
}

/* linkat(2) cannot replace a file; then it is linked as OWN and renamed. */
static int finish_replace(int fd, const char *path, const char *own,
			  bool *named)
{
	char *self = xasprintf("/proc/self/fd/%d", fd);
	int status = -1;

	if (!*named) {
		status = linkat(AT_FDCWD, self, AT_FDCWD, path,
				AT_SYMLINK_FOLLOW);
		if (status && errno == EEXIST)
			*named = !linkat(AT_FDCWD, self, AT_FDCWD, own,
					 AT_SYMLINK_FOLLOW);
	}
	if (*named)
		status = rename(own, path);
	free(self);
	return status;
}

int path_replace(const char *path, const void *data, size_t size)
{
	char *own = unfinished_name(path);
	bool named;
	int fd = open_unfinished(path, own, &named);
	int status = fd < 0 || write_to(fd, data, size) ?
			     -1 :
			     finish_replace(fd, path, own, &named);

	if (status)
		status = error("cannot write %s: %s", path, strerror(errno));
	if (status && fd >= 0 && named)
		unlink(own);
	if (fd >= 0)
		close(fd);
	free(own);
	return status;
}
