// SPDX-License-Identifier: GPL-2.0-or-later
/* Compares files by name and by descriptor. */
#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>

bool file_is_named(int directory, const char *name, int fd)
{
	struct stat named, opened;

	return !fstatat(directory, name, &named, AT_SYMLINK_NOFOLLOW) &&
	       !fstat(fd, &opened) && named.st_dev == opened.st_dev &&
	       named.st_ino == opened.st_ino;
}
