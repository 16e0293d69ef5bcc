// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs a program without a shell and keeps the end of its output. */
#include "backend/command.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"

int command_add(struct command_line *line, const char *argument)
{
	if (line->count == COMMAND_MAX_ARGUMENTS)
		return -E2BIG;
	line->argument[line->count++] = argument;
	line->argument[line->count] = NULL;
	return 0;
}

int command_add_all(struct command_line *line, const char *const *arguments)
{
	int error = 0;

	while (!error && *arguments)
		error = command_add(line, *arguments++);
	return error;
}

int command_add_words(struct command_line *line, char *text)
{
	char *rest = text;
	char *word;
	int error = 0;

	while (!error && (word = strtok_r(rest, " \t\n", &rest)))
		error = command_add(line, word);
	return error;
}

bool command_find(const char *name, char *path, size_t size)
{
	const char *env = getenv("PATH");
	const char *folder;
	char all[PATH_MAX];
	char *rest = all;

	snprintf(all, sizeof(all), "%s:/usr/sbin:/sbin", env ? env : "");
	while ((folder = strsep(&rest, ":"))) {
		if (*folder != '/')
			continue;
		if (snprintf(path, size, "%s/%s", folder, name) < (int)size &&
		    !access(path, X_OK))
			return true;
	}
	return false;
}

/* In the child: executes the program, or writes errno to STATUS. */
static void command_execute(const char *path, const struct command_line *line,
			    int output, int status)
{
	int null = open("/dev/null", O_RDONLY);
	int error;

	dup2(null, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	execv(path, (char *const *)line->argument);
	error = errno;
	if (write(status, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

/* Reads to the end of file and keeps the end. Returns how much was lost. */
static size_t keep_tail(int from, char *tail, size_t size)
{
	size_t length = 0, lost = 0;
	char chunk[512];
	ssize_t got;

	while ((got = read(from, chunk, sizeof(chunk))) != 0) {
		size_t room = size - 1 - length;
		size_t cut = (size_t)got > room ? (size_t)got - room : 0;

		if (got < 0) {
			if (errno == EINTR)
				continue;
			break;
		}
		lost += cut;
		if (cut > length) {
			memcpy(tail, chunk + got - (size - 1), size - 1);
			length = size - 1;
			continue;
		}
		memmove(tail, tail + cut, length - cut);
		memcpy(tail + length - cut, chunk, got);
		length += got - cut;
	}
	tail[length] = '\0';
	return lost;
}

/* If the beginning was lost, replaces the rest of a cut line by a note. */
static void cut_to_lines(char *tail, size_t lost)
{
	char mark[64], *end, *line;
	size_t length;

	if (lost && strlen(tail) > sizeof(mark) &&
	    (line = strchr(tail + sizeof(mark), '\n'))) {
		length = snprintf(mark, sizeof(mark),
				  "(%zu bytes before this are left out)\n",
				  lost + (line + 1 - tail));
		memmove(tail + length, line + 1, strlen(line));
		memcpy(tail, mark, length);
	}
	end = tail + strlen(tail);
	while (end > tail && (end[-1] == '\n' || end[-1] == ' '))
		*--end = '\0';
}

static int wait_status(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (WIFSIGNALED(status))
		return 128 + WTERMSIG(status);
	return WEXITSTATUS(status);
}

static int command_follow(const char *path, const struct command_line *line,
			  int *output, int *failure, char *tail, size_t size)
{
	pid_t pid = child_fork(SIGKILL);
	int result, error;

	if (pid < 0)
		return -errno;
	if (!pid)
		command_execute(path, line, output[1], failure[1]);
	close(output[1]);
	close(failure[1]);
	output[1] = failure[1] = -1;
	cut_to_lines(tail, keep_tail(output[0], tail, size));
	result = wait_status(pid);
	if (read(failure[0], &error, sizeof(error)) == sizeof(error))
		result = -error;
	return result;
}

int command_run(const struct command_line *line, char *tail, size_t size)
{
	int output[2] = { -1, -1 }, failure[2] = { -1, -1 };
	char path[PATH_MAX];
	int result;

	tail[0] = '\0';
	if (!command_find(line->argument[0], path, sizeof(path)))
		return -ENOENT;
	if (pipe2(output, O_CLOEXEC) || pipe2(failure, O_CLOEXEC))
		result = -errno;
	else
		result = command_follow(path, line, output, failure, tail,
					size);
	for (int i = 0; i < 2; i++) {
		if (output[i] >= 0)
			close(output[i]);
		if (failure[i] >= 0)
			close(failure[i]);
	}
	return result;
}
