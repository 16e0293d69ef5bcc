// SPDX-License-Identifier: GPL-2.0-or-later
#include "backend/child.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static void forget_signals(void)
{
	sigset_t none;

	for (int s = 1; s < NSIG; s++)
		if (s != SIGKILL && s != SIGSTOP)
			signal(s, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/*
 * All signals are blocked around the fork: a handler of the parent must not
 * run in the child.
 */
pid_t child_fork(int death_signal)
{
	pid_t parent = getpid();
	sigset_t all, old;
	pid_t pid;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	pid = fork();
	if (!pid) {
		if (death_signal) {
			prctl(PR_SET_PDEATHSIG, death_signal);
			if (getppid() != parent)
				_exit(1);
		}
		forget_signals();
		return 0;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return pid;
}

void child_close_from(int first)
{
	if (close_range(first, UINT_MAX, 0))
		for (int fd = first; fd < sysconf(_SC_OPEN_MAX); fd++)
			close(fd);
}

bool process_look(const char *pid, struct process_look *look)
{
	unsigned long user = 0, system = 0;
	char path[64], text[512];
	const char *after;
	FILE *file;

	*look = (struct process_look){ 0 };
	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	/* The command's name in front may hold anything. */
	if (fgets(text, sizeof(text), file) && (after = strrchr(text, ')')))
		sscanf(after + 1,
		       " %c %*d %d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u "
		       "%lu %lu",
		       &look->state, &look->group, &user, &system);
	fclose(file);
	look->waited_for_ns = (user + system) *
			      (1000000000ull / sysconf(_SC_CLK_TCK));
	return look->state;
}

static bool is_alive_in(const char *pid, pid_t group)
{
	struct process_look look;

	return process_look(pid, &look) && look.group == group &&
	       look.state != 'Z' && look.state != 'X';
}

bool group_alive(pid_t group)
{
	struct dirent *entry;
	bool alive = false;
	DIR *proc;

	if (kill(-group, 0) && errno == ESRCH)
		return false;
	proc = opendir("/proc");
	if (!proc)
		return true;
	while (!alive && (entry = readdir(proc)))
		alive = isdigit((unsigned char)entry->d_name[0]) &&
			is_alive_in(entry->d_name, group);
	closedir(proc);
	return alive;
}

void sleep_ms(int milliseconds)
{
	struct timespec time = { milliseconds / 1000,
				 milliseconds % 1000 * 1000000l };

	nanosleep(&time, NULL);
}
