// SPDX-License-Identifier: GPL-2.0-or-later
#include "kernel/path.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *path_format(const char *fmt, ...)
{
	va_list args;
	char *path;
	int length;

	va_start(args, fmt);
	length = vasprintf(&path, fmt, args);
	va_end(args);
	if (length < 0)
		die(EXIT_NOT_RUN, "out of memory");
	return path;
}

static int make_one(const char *path)
{
	if (!mkdir(path, 0777) || errno == EEXIST)
		return 0;
	return error("cannot make the directory %s: %s", path,
		     strerror(errno));
}

int path_make_parents(const char *path)
{
	char *copy = path_format("%s", path);
	int status = 0;

	for (char *p = copy + 1; *p && !status; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		status = make_one(copy);
		*p = '/';
	}
	free(copy);
	return status;
}

int path_make_directories(const char *path)
{
	return path_make_parents(path) || make_one(path) ? -1 : 0;
}

static int remove_entry(const char *path, const struct stat *status,
			int kind, struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	return remove(path) && errno != ENOENT ? -1 : 0;
}

int path_remove_tree(const char *path)
{
	if (!nftw(path, remove_entry, 32, FTW_DEPTH | FTW_PHYS) ||
	    errno == ENOENT)
		return 0;
	return error("cannot remove %s: %s", path, strerror(errno));
}

static void remove_if_abandoned(const char *directory, const char *name,
				const char *prefix)
{
	size_t length = strlen(prefix);
	char *path;
	long pid;

	if (strncmp(name, prefix, length))
		return;
	pid = strtol(name + length, NULL, 10);
	if (pid <= 0 || !kill(pid, 0) || errno != ESRCH)
		return;
	path = path_format("%s/%s", directory, name);
	path_remove_tree(path);
	free(path);
}

void path_remove_abandoned(const char *directory, const char *prefix)
{
	DIR *entries = opendir(directory);
	struct dirent *entry;

	while (entries && (entry = readdir(entries)))
		remove_if_abandoned(directory, entry->d_name, prefix);
	if (entries)
		closedir(entries);
}

char *path_read_from(FILE *in, size_t *size)
{
	char *data = NULL;
	char part[65536];
	size_t total = 0, count;
	FILE *out = open_memstream(&data, &total);

	if (!out)
		die(EXIT_NOT_RUN, "out of memory");
	while ((count = fread(part, 1, sizeof(part), in)))
		fwrite(part, 1, count, out);
	if (fclose(out))
		die(EXIT_NOT_RUN, "out of memory");
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
