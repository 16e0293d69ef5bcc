// SPDX-License-Identifier: GPL-2.0-or-later
/* Writes and checks the SHA-256 sums of files in the cache. */
#include "kernel/sums.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "kernel/digest.h"
#include "kernel/path.h"

#define SUMS "sha256sums"
#define PART (256 << 10)

/* Root also trusts the user who called sudo(8). */
static bool is_trusted(uid_t owner)
{
	const char *sudo = getuid() ? NULL : getenv("SUDO_UID");

	return owner == geteuid() || !owner ||
	       (sudo && *sudo && owner == strtoul(sudo, NULL, 10));
}

static int open_trusted(const char *path, char **why)
{
	/* O_NONBLOCK: opening a FIFO would wait for its writer. */
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;
	int failed = errno;

	if (fd < 0 || fstat(fd, &status)) {
		*why = xstrdup(strerror(errno));
	} else if (!S_ISREG(status.st_mode)) {
		*why = xasprintf("it is no regular file");
	} else if (!is_trusted(status.st_uid)) {
		*why = xasprintf("it belongs to user %lu",
				 (unsigned long)status.st_uid);
	} else {
		return fd;
	}
	if (fd >= 0) {
		close(fd);
		failed = EPERM;
	}
	errno = failed;
	return -1;
}

char *sums_read(const char *path, size_t *size, char **why)
{
	int fd = open_trusted(path, why);
	FILE *in = fd < 0 ? NULL : fdopen(fd, "r");
	char *data = in ? path_read_from(in, size) : NULL;

	if (fd >= 0 && !data)
		*why = xstrdup(strerror(errno));
	if (in)
		fclose(in);
	return data;
}

static int sum_of(int fd, char hex[DIGEST_HEX])
{
	struct digest *digest = digest_new();
	char *part = xcalloc(PART, 1);
	ssize_t got;

	while ((got = read(fd, part, PART)) > 0)
		digest_add_bytes(digest, part, got);
	free(part);
	if (digest_finish(digest, hex))
		errno = ENOTSUP;
	return got < 0 || !*hex ? -1 : 0;
}

static char *sum_of_file(const char *directory, const char *name,
			 char hex[DIGEST_HEX])
{
	char *path = xasprintf("%s/%s", directory, name);
	char *why = NULL;
	int fd = open_trusted(path, &why);

	if (fd >= 0 && sum_of(fd, hex))
		why = xstrdup(strerror(errno));
	if (fd >= 0)
		close(fd);
	free(path);
	return why;
}

int sums_write(const char *directory, const char *const names[])
{
	char *path = xasprintf("%s/" SUMS, directory);
	char *text = xstrdup(""), *why = NULL;
	int status = -1;

	for (; *names && !why; names++) {
		char hex[DIGEST_HEX];
		char *longer;

		why = sum_of_file(directory, *names, hex);
		if (why) {
			error("cannot read %s/%s: %s", directory, *names, why);
			break;
		}
		longer = xasprintf("%s%s  %s\n", text, hex, *names);
		free(text);
		text = longer;
	}
	if (!why)
		status = path_write(path, text, strlen(text));
	free(why);
	free(text);
	free(path);
	return status;
}

/* The sum in the line that ends with the name, or NULL. */
static const char *line_of(const char *sums, const char *name)
{
	size_t length = strlen(name);

	for (const char *line = sums; *line; line += strcspn(line, "\n")) {
		line += *line == '\n';
		if (strcspn(line, " \n") == DIGEST_HEX - 1 &&
		    !strncmp(line + DIGEST_HEX - 1, "  ", 2) &&
		    !strncmp(line + DIGEST_HEX + 1, name, length) &&
		    line[DIGEST_HEX + 1 + length] == '\n')
			return line;
	}
	return NULL;
}

static char *compare_sum(const char *directory, const char *name,
			 const char *wanted)
{
	char hex[DIGEST_HEX];
	char *why;

	if (!wanted)
		return xasprintf(SUMS " has no line for it");
	why = sum_of_file(directory, name, hex);
	if (!why && strncmp(hex, wanted, DIGEST_HEX - 1))
		why = xasprintf("its SHA-256 is not the one in " SUMS);
	return why;
}

static char *after_name(const char *name, char *why)
{
	char *text = xasprintf("%s: %s", name, why);

	free(why);
	return text;
}

char *sums_check(const char *directory, const char *name)
{
	char *path = xasprintf("%s/" SUMS, directory);
	char *why;
	char *sums = sums_read(path, NULL, &why);

	free(path);
	if (!sums)
		return after_name(SUMS, why);
	why = compare_sum(directory, name, line_of(sums, name));
	free(sums);
	return why ? after_name(name, why) : NULL;
}
