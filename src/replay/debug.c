// SPDX-License-Identifier: GPL-2.0-or-later
#include "replay/debug.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <signal.h>

#include "base/error.h"
#include "kernel/boot.h"
#include "kernel/path.h"

#define NOT_FOUND 127

/* The debugger's own arguments, before those of the kernel. */
static char **command_of(const struct replay *replay, uint32_t preemption,
			 char **kernel)
{
	char *own[] = {
		path_format("gdb"), path_format("-q"),
		/* What User-Mode Linux uses for itself. */
		path_format("-ex"),
		path_format("handle SIGSEGV SIGUSR1 SIGALRM SIGIO SIGCHLD "
			    "SIGWINCH nostop noprint pass"),
		/* The executable has names of functions only. */
		path_format("-ex"),
		path_format("symbol-file %s", replay->kernel->symbols),
		path_format("-ex"),
		path_format("break fslitmus_preempt if number == %u",
			    preemption),
		path_format("-ex"), path_format("run"),
		path_format("--args"),
	};
	size_t count = sizeof(own) / sizeof(own[0]), more = 0;
	char **all;

	while (kernel[more])
		more++;
	all = calloc(count + more + 1, sizeof(*all));
	if (!all)
		die(EXIT_NOT_RUN, "out of memory for gdb's arguments");
	memcpy(all, own, sizeof(own));
	for (size_t i = 0; i < more; i++)
		all[count + i] = path_format("%s", kernel[i]);
	return all;
}

static int run_gdb(char **command, const char *root)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		signal(SIGINT, SIG_DFL);
		if (!boot_prepare(root))
			execvp(command[0], command);
		_exit(errno == ENOENT ? NOT_FOUND : 126);
	}
	if (pid < 0)
		return error("cannot start gdb: %s", strerror(errno));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND)
		return error("gdb is not there; it is in Debian's gdb");
	return 0;
}

int debug(const struct replay *replay, uint32_t preemption)
{
	struct execution_request request = replay_request(replay);
	struct guest_task *task = execution_task(&request);
	char **kernel = guest_arguments(&replay->place, task, 1);
	char **command;
	int status;

	free(task);
	if (!kernel || !kernel_symbols_are_sound(replay->kernel))
		return EXIT_NOT_RUN;
	if (preemption > replay->witness->preemptions)
		warning("the witness has %u preemptions; number %u will not "
			"be reached", replay->witness->preemptions,
			preemption);
	command = command_of(replay, preemption, kernel);
	boot_arguments_free(kernel);
	fflush(stdout);
	status = run_gdb(command, replay->place.root);
	boot_arguments_free(command);
	return status ? EXIT_NOT_RUN : EXIT_KEPT;
}
