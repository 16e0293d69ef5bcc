// SPDX-License-Identifier: GPL-2.0-or-later
/* Loads tests from files. */
#include "litmus/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Up to SIZE bytes, fewer only at the end of the file; -1 with errno. */
static ssize_t read_all(int fd, char *buffer, size_t size)
{
	size_t length = 0;

	while (length < size) {
		ssize_t got = read(fd, buffer + length, size - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (!got)
			break;
		length += got;
	}
	return length;
}

static int load_from(int fd, const char *name, struct test *test,
		     struct diagnostic *diagnostic)
{
	/* One byte more than allowed tells that there is too much. */
	size_t size = TEST_TEXT_MAX + 1;
	char *text = malloc(size);
	ssize_t length;
	int result;

	if (!text)
		return diagnostic_file(diagnostic, name, "out of memory");
	length = read_all(fd, text, size);
	if (length < 0)
		result = diagnostic_file(diagnostic, name, "cannot read it: %s",
					 strerror(errno));
	else
		result = test_parse(text, length, name, test, diagnostic);
	free(text);
	return result;
}

int test_load(const char *path, struct test *test,
	      struct diagnostic *diagnostic)
{
	int fd, result;

	if (!strcmp(path, "-"))
		return load_from(STDIN_FILENO, "<stdin>", test, diagnostic);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return diagnostic_file(diagnostic, path, "cannot open it: %s",
				       strerror(errno));
	result = load_from(fd, path, test, diagnostic);
	close(fd);
	return result;
}
