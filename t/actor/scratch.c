// SPDX-License-Identifier: GPL-2.0-or-later
#include "scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "litmus/parse.h"

static char path[256];

int scratch_open(const char *parent)
{
	if (!parent)
		parent = getenv("TMPDIR");
	snprintf(path, sizeof(path), "%s/fslitmus-test-XXXXXX",
		 parent ? parent : "/var/tmp");
	return mkdtemp(path) ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) :
			       -1;
}

/* Count the names, and REMOVE them. */
static int walk(int directory, bool remove)
{
	DIR *dir = fdopendir(openat(directory, ".", O_RDONLY | O_DIRECTORY));
	struct dirent *entry;
	int count = 0;

	while (dir && (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		count++;
		if (remove)
			unlinkat(directory, entry->d_name, 0);
	}
	if (dir)
		closedir(dir);
	return count;
}

int scratch_count(int directory)
{
	return walk(directory, false);
}

void scratch_close(int directory)
{
	walk(directory, true);
	close(directory);
	rmdir(path);
}

struct test *scratch_test(const char *text)
{
	static struct test test;
	struct diagnostic diagnostic;

	if (test_parse(text, strlen(text), "test", &test, &diagnostic)) {
		diagnostic_print(stderr, &diagnostic);
		exit(1);
	}
	return &test;
}
