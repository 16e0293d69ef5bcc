// SPDX-License-Identifier: GPL-2.0-or-later
/* Starts and ends child processes so that none outlives its purpose. */
#include "base/child.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
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

/* In the child: has the process that forked it, open as PARENT, ended? */
static bool is_orphan(int parent, pid_t pid)
{
	struct pollfd ended = { .fd = parent, .events = POLLIN };

	/* In a PID namespace of its own it cannot see its parent's id. */
	if (parent >= 0)
		return poll(&ended, 1, 0) > 0;
	return getppid() != pid;
}

/* As fork(2), with more of clone(2)'s flags. */
static pid_t fork_with(int flags)
{
	return flags ? syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL,
			       NULL) :
		       fork();
}

/*
 * All signals are blocked around the fork: a handler of the parent must not
 * run in the child.
 */
static pid_t fork_for(int flags, int death_signal)
{
	pid_t self = getpid(), pid;
	int parent = flags ? pidfd_open(self, 0) : -1;
	sigset_t all, old;

	if (flags && parent < 0)
		return -1;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	pid = fork_with(flags);
	if (!pid) {
		if (death_signal) {
			prctl(PR_SET_PDEATHSIG, death_signal);
			if (is_orphan(parent, self))
				_exit(1);
		}
		if (parent >= 0)
			close(parent);
		forget_signals();
		return 0;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (parent >= 0)
		close(parent);
	return pid;
}

pid_t child_fork(int death_signal)
{
	return fork_for(0, death_signal);
}

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool written = fd >= 0 &&
		       write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return written;
}

/* In a new user namespace: maps the caller's ids to themselves. */
static bool map_ids(uid_t user, gid_t group)
{
	char users[64], groups[64];

	snprintf(users, sizeof(users), "%u %u 1", user, user);
	snprintf(groups, sizeof(groups), "%u %u 1", group, group);
	return write_file("/proc/self/setgroups", "deny") &&
	       write_file("/proc/self/uid_map", users) &&
	       write_file("/proc/self/gid_map", groups);
}

/* Does such a child work? In some containers it starts but can do nothing. */
static bool namespaces_work(int flags)
{
	uid_t user = geteuid();
	gid_t group = getegid();
	pid_t pid = fork_for(flags, SIGKILL);

	if (!pid)
		_exit(flags & CLONE_NEWUSER && !map_ids(user, group));
	return pid > 0 && !child_reap(pid);
}

static int flags_of_apart(void)
{
	static const int choices[] = { CLONE_NEWPID,
				       CLONE_NEWPID | CLONE_NEWUSER };
	static int flags = -1;

	for (size_t i = 0; i < 2 && flags < 0; i++)
		if (namespaces_work(choices[i]))
			flags = choices[i];
	if (flags < 0)
		flags = 0;
	return flags;
}

/*
 * The first process of a PID namespace ignores signals from inside that it does
 * not handle. A kernel in User-Mode Linux ends a panic by sending itself
 * SIGABRT until it dies, so it must not be that process. This one is, and waits
 * for it.
 */
static void be_init_for(pid_t program) __attribute__((noreturn));
static void be_init_for(pid_t program)
{
	pid_t ended;
	int status = 0;

	/* Only the program may keep them open: others wait for it to close
	 * them. */
	child_close_from(0);
	do
		ended = waitpid(-1, &status, 0);
	while (ended != program && (ended > 0 || errno == EINTR));
	_exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
				    WEXITSTATUS(status));
}

/* In the new namespaces: returns in the process that becomes the program. */
static void enter_apart(int flags, uid_t user, gid_t group)
{
	pid_t program;

	if (flags & CLONE_NEWUSER && !map_ids(user, group))
		_exit(1);
	if (!(flags & CLONE_NEWPID))
		return;
	program = fork();
	if (program < 0)
		_exit(1);
	if (program)
		be_init_for(program);
}

pid_t child_fork_apart(void)
{
	int flags = flags_of_apart();
	uid_t user = geteuid();
	gid_t group = getegid();
	pid_t pid = fork_for(flags, SIGKILL);

	if (!pid) {
		setsid();
		enter_apart(flags, user, group);
	}
	return pid;
}

static int wait_for_end(pid_t pid, siginfo_t *info, int flags)
{
	int status;

	do {
		info->si_pid = 0;
		status = waitid(P_PID, pid, info, WEXITED | WNOWAIT | flags);
	} while (status && errno == EINTR);
	return status;
}

bool child_ended(pid_t pid)
{
	siginfo_t info;

	return pid > 0 && !wait_for_end(pid, &info, WNOHANG) &&
	       info.si_pid == pid;
}

void child_await(pid_t pid)
{
	siginfo_t info;

	wait_for_end(pid, &info, 0);
}

/* Until it is reaped, no other process or group can get its id. */
int child_reap(pid_t pid)
{
	int status = 0;

	child_await(pid);
	kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

int child_kill(pid_t pid)
{
	kill(-pid, SIGKILL);
	/* It may not yet be the leader of its group. */
	kill(pid, SIGKILL);
	return child_reap(pid);
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
	/* The command's name comes before it and may contain anything. */
	if (fgets(text, sizeof(text), file) && (after = strrchr(text, ')')))
		sscanf(after + 1,
		       " %c %d %d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u "
		       "%lu %lu",
		       &look->state, &look->parent, &look->group, &user,
		       &system);
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
