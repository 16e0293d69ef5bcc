// SPDX-License-Identifier: GPL-2.0-or-later
/* Asks stat(2) in a child process, which may hang. */
#include "backend/probe.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"

/* Errors fit into an exit status: none of stat(2)'s is above 255. */
static void probe_child(const char *path)
{
	struct stat st;

	/* If it hangs for good, it must hold nothing open. */
	child_close_from(0);
	if (stat(path, &st))
		_exit(errno);
	_exit(S_ISDIR(st.st_mode) ? 0 : ENOTDIR);
}

int probe_directory(const char *path, int milliseconds)
{
	pid_t pid = child_fork(SIGKILL);
	struct pollfd ended = { .events = POLLIN };
	int status, answered;

	if (pid < 0)
		return -errno;
	if (!pid)
		probe_child(path);
	ended.fd = pidfd_open(pid, 0);
	do
		answered = poll(&ended, 1, milliseconds);
	while (answered < 0 && errno == EINTR);
	/* It may not die; nobody waits for it. */
	if (!answered)
		kill(pid, SIGKILL);
	if (ended.fd >= 0)
		close(ended.fd);
	if (waitpid(pid, &status, answered ? 0 : WNOHANG) != pid ||
	    !WIFEXITED(status))
		return -ETIMEDOUT;
	return -WEXITSTATUS(status);
}
