// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs make and other build tools in a process group of their own. */
#include "kernel/make.h"

#include "base/child.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "kernel/path.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The group of make and the compilers it runs. */
static volatile pid_t group;

static void end_group(bool again)
{
	if (group > 0)
		kill(-group, again ? SIGKILL : SIGTERM);
}

static double tool_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static void tool_execute(char *const argv[], int output)
{
	setpgid(0, 0);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	execvp(argv[0], argv);
	dprintf(STDERR_FILENO, "cannot run %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* Returns the reading end of its output; NULL after saying why. */
static FILE *tool_start(char *const argv[], pid_t *pid)
{
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC)) {
		error("cannot make a pipe: %s", strerror(errno));
		return NULL;
	}
	/* On SIGTERM make ends its own children. */
	*pid = child_fork(SIGTERM);
	if (*pid < 0) {
		error("cannot start a process: %s", strerror(errno));
		close(pipes[0]);
		close(pipes[1]);
		return NULL;
	}
	if (!*pid)
		tool_execute(argv, pipes[1]);
	setpgid(*pid, *pid);
	group = *pid;
	interrupt_also(end_group);
	if (interrupted)
		end_group(false);
	close(pipes[1]);
	return fdopen(pipes[0], "r");
}

static bool names_object(const char *line)
{
	return !strncmp(line, "  CC ", 5) || !strncmp(line, "  AS ", 5);
}

static long tool_follow(FILE *from, FILE *log, make_progress *progress)
{
	double began = tool_now();
	char *line = NULL;
	size_t room = 0;
	long objects = 0;

	while (getline(&line, &room, from) > 0) {
		fputs(line, log);
		if (!names_object(line))
			continue;
		objects++;
		if (progress)
			progress(objects, tool_now() - began);
	}
	free(line);
	return objects;
}

static bool tool_succeeded(pid_t pid)
{
	child_await(pid);
	interrupt_also(NULL);
	group = 0;
	return !child_reap(pid);
}

/* make prints more after the line that says why it failed. */
static void print_trouble(const char *path)
{
	char *log = path_read(path, NULL);
	char *line, *rest = log;

	while ((line = strsep(&rest, "\n")))
		if (strstr(line, "error") || strstr(line, "Error") ||
		    strstr(line, "undefined reference") ||
		    strstr(line, "cannot"))
			fprintf(stderr, "%s\n", line);
	free(log);
}

long make_run(char *const argv[], const char *log, make_progress *progress)
{
	FILE *out = fopen(log, "ae");
	FILE *in;
	long objects;
	pid_t pid;

	if (!out)
		return error("cannot write %s: %s", log, strerror(errno));
	setvbuf(out, NULL, _IOLBF, 0);
	in = tool_start(argv, &pid);
	if (!in) {
		fclose(out);
		return FAILURE_NOT_RUN;
	}
	objects = tool_follow(in, out, progress);
	fclose(in);
	fclose(out);
	if (tool_succeeded(pid) && !interrupted)
		return objects;
	if (interrupted) {
		error("interrupted");
		return FAILURE_INTERRUPTED;
	}
	print_trouble(log);
	return error("%s failed; what it complained of is above", argv[0]);
}

char *make_first_line(const char *command)
{
	FILE *in = popen(command, "re");
	char *line = NULL;
	size_t room = 0;

	if (!in)
		return NULL;
	if (getline(&line, &room, in) <= 0) {
		free(line);
		line = NULL;
	} else {
		line[strcspn(line, "\n")] = '\0';
	}
	if (!pclose(in))
		return line;
	free(line);
	return NULL;
}
