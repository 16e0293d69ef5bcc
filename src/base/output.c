// SPDX-License-Identifier: GPL-2.0-or-later
/* Tries, before long work, whether its results can be written. */
#include "base/output.h"

#include "base/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "fslitmus-try-"

/* Cuts off the last component; for "x" nothing is left. */
static void path_cut(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		slash[slash == path] = '\0';
	else
		snprintf(path, 2, ".");
}

static int path_copy(char folder[PATH_MAX], const char *path)
{
	size_t length = strlen(path);

	if (!length)
		return -ENOENT;
	if (length >= PATH_MAX)
		return -ENAMETOOLONG;
	memcpy(folder, path, length + 1);
	while (length > 1 && folder[length - 1] == '/')
		folder[--length] = '\0';
	return 0;
}

static int make_and_remove(int folder)
{
	char name[SCRATCH_NAME_SIZE];
	int fd = scratch_make(folder, PREFIX, name);
	int error;

	if (fd < 0)
		return fd;
	error = scratch_remove(folder, name, fd);
	close(fd);
	return error;
}

/* A file without a name is not left behind even if the command is killed. */
static int try_folder(const char *path)
{
	int fd = open(path, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
	int folder, error;

	if (fd >= 0)
		return close(fd) ? -errno : 0;
	folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return -errno;
	error = make_and_remove(folder);
	close(folder);
	return error;
}

int output_try_whole_file(const char *path)
{
	char folder[PATH_MAX];
	struct stat status;
	int error = path_copy(folder, path);

	if (error)
		return error;
	/* Errors such as a name that is too long. */
	if (lstat(path, &status) && errno != ENOENT)
		return -errno;
	if (!stat(path, &status) && S_ISDIR(status.st_mode))
		return -EISDIR;
	if (path[strlen(path) - 1] == '/')
		return -ENOENT;
	path_cut(folder);
	return try_folder(folder);
}

int output_try_file(const char *path)
{
	struct stat status;
	int fd;

	if (stat(path, &status) || S_ISDIR(status.st_mode))
		return output_try_whole_file(path);
	/* Opening and closing a pipe would show its reader an end of file. */
	if (!S_ISREG(status.st_mode))
		return access(path, W_OK) ? -errno : 0;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	return fd < 0 || close(fd) ? -errno : 0;
}

static bool is_absent(const char *path)
{
	struct stat status;

	return lstat(path, &status) && errno == ENOENT;
}

int output_try_directory(const char *path)
{
	char folder[PATH_MAX], first[PATH_MAX] = "";
	int error = path_copy(folder, path);

	if (error)
		return error;
	while (is_absent(folder) && strcmp(folder, ".")) {
		memcpy(first, folder, sizeof(first));
		path_cut(folder);
	}
	if (!*first)
		return try_folder(folder);
	if (mkdir(first, 0700))
		return errno == EEXIST ? 0 : -errno;
	/* Only empty directories are removed: others may already use one. */
	return rmdir(first) && errno != ENOTEMPTY && errno != ENOENT ? -errno :
								       0;
}
