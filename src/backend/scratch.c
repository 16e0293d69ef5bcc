// SPDX-License-Identifier: GPL-2.0-or-later
#include "backend/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int remove_entry(int directory, const char *name)
{
	if (!unlinkat(directory, name, 0))
		return 0;
	if (errno == EISDIR || errno == EPERM)
		return scratch_remove(directory, name);
	return errno == ENOENT ? 0 : -errno;
}

int scratch_empty(int directory)
{
	int error = 0, failed;
	struct dirent *entry;
	DIR *stream;
	int fd;

	/* A descriptor of its own: reading moves the position. */
	fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	stream = fdopendir(fd);
	if (!stream) {
		close(fd);
		return -ENOMEM;
	}
	while ((entry = readdir(stream))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		failed = remove_entry(directory, entry->d_name);
		error = error ? error : failed;
	}
	closedir(stream);
	return error;
}

int scratch_remove(int parent, const char *name)
{
	int directory = openat(parent, name, O_RDONLY | O_DIRECTORY |
						     O_NOFOLLOW | O_CLOEXEC);
	int error;

	if (directory < 0)
		return errno == ENOENT ? 0 : -errno;
	error = scratch_empty(directory);
	close(directory);
	if (!error && unlinkat(parent, name, AT_REMOVEDIR))
		error = errno == ENOENT ? 0 : -errno;
	return error;
}
