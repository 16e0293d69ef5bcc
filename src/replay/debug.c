// SPDX-License-Identifier: GPL-2.0-or-later
/* gdb on the execution of a witness: its script, its source, its guest. */
#include "replay/debug.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <signal.h>

#include "base/child.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "kernel/path.h"
#include "kernel/source.h"
#include "schedule/sequence.h"

#define NOT_FOUND 127
#define PREFIX "fslitmus-gdb-"

/*
 * What gdb does before its prompt, around what the machine wants (struct
 * guest_debug). The executable has names of functions only. The code that is
 * about to be left is the caller of fslitmus_point(): up from there, past the
 * functions inlined into it, which have the same program counter.
 *
 * Where a schedule takes an actor away, fslitmus_preempt() is called. Where it
 * lets one fall behind the others (pct) only the event is recorded, with no
 * ticks; there gdb knows the arguments by their registers alone.
 *
 * Schedules before the one of the witness are only counted, where they start.
 */
#define SCRIPT                                                               \
	"%s"                                                                 \
	"symbol-file %s\n"                                                   \
	"directory %s\n"                                                     \
	"set $number = 0\n"                                                  \
	"set $schedules = 0\n"                                               \
	"break fslitmus_start if ($schedules = $schedules + 1) < 0\n"        \
	"break fslitmus_preempt if $schedules > %" PRIu64                    \
	" && number && ($number = number) >= %u\n"                           \
	"break *fslitmus_record if $schedules > %" PRIu64                    \
	" && ($esi & 0xff) == %u && !$rcx && "                               \
	"($number = $number + 1) >= %u\n"                                    \
	"commands 2-3\n"                                                     \
	"silent\n"                                                           \
	"printf \"\\nPreemption %%u of %u; continue goes to the next\\n\", " \
	"$number\n"                                                          \
	"select-frame function fslitmus_point\n"                             \
	"set $point = $pc\n"                                                 \
	"while $pc == $point\n"                                              \
	"up-silently\n"                                                      \
	"end\n"                                                              \
	"frame\n"                                                            \
	"end\n"                                                              \
	"%s\n"

/* Where gdb finds the source, and what it is told. */
struct desk {
	struct scratch scratch;
	char *tree, *script;
};

static int unpack_source(const struct replay *replay, const struct desk *desk)
{
	char *archive = xasprintf("%s/" KERNEL_SOURCE,
				  replay->kernel->directory);
	const struct kernel_source source = { .archive = archive };
	int status = source_copy(&source, desk->tree, NULL);

	free(archive);
	return status ? -1 : 0;
}

/* How many schedules its guest performs before the one of the witness. */
static uint64_t earlier_schedules(const struct witness *witness)
{
	return witness->alone ? sequence_count(witness->schedule) - 1 :
				witness->number - witness->first;
}

static int write_script(const struct replay *replay, const struct desk *desk,
			uint32_t preemption, const struct guest_debug *guest)
{
	const uint64_t earlier = earlier_schedules(replay->witness);
	char *text = xasprintf(SCRIPT, guest->settings, replay->kernel->symbols,
			       desk->tree, earlier, preemption, earlier,
			       FSLITMUS_EVENT_PREEMPTED, preemption,
			       replay->witness->preemptions, guest->go);
	int status = path_write(desk->script, text, strlen(text));

	free(text);
	return status;
}

static int open_desk(struct desk *desk, const struct replay *replay,
		     uint32_t preemption, const struct guest_debug *guest)
{
	/* Beside the guest's root. */
	const char *where = getenv("TMPDIR");
	int failed = scratch_open(&desk->scratch, where, PREFIX);

	if (failed)
		return error("cannot make a directory in %s: %s", where,
			     strerror(-failed));
	desk->tree = xasprintf("%s/linux", desk->scratch.path);
	desk->script = xasprintf("%s/script", desk->scratch.path);
	if (!kernel_symbols_are_sound(replay->kernel) ||
	    !kernel_source_is_sound(replay->kernel) ||
	    unpack_source(replay, desk))
		return -1;
	return write_script(replay, desk, preemption, guest);
}

static void close_desk(struct desk *desk)
{
	scratch_close(&desk->scratch);
	free(desk->tree);
	free(desk->script);
}

/* The debugger's own arguments, and what it starts. Ends with NULL; the
 * strings are DESK's and GUEST's. */
static char **gdb_command(const struct desk *desk,
			  const struct guest_debug *guest)
{
	char *own[] = { "gdb", "-q", "-x", desk->script, "--args" };
	size_t count = sizeof(own) / sizeof(own[0]), more = 0;
	char **all;

	while (guest->program && guest->program[more])
		more++;
	all = xcalloc(count + more + 1, sizeof(*all));
	memcpy(all, own, sizeof(own));
	if (more)
		memcpy(all + count, guest->program, more * sizeof(*all));
	else
		all[count - 1] = NULL;
	return all;
}

static int run_gdb(char **command, const struct guest_setup *setup,
		   const struct guest_debug *guest)
{
	int status;
	/* gdb kills what it runs when it is killed itself. */
	pid_t pid = child_fork(SIGKILL);

	if (!pid) {
		/* Nobody else has the symbols of this kernel. */
		unsetenv("DEBUGINFOD_URLS");
		if (!guest->prepare || !guest->prepare(setup))
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

static int debug_guest(const struct replay *replay, struct guest_debug *guest)
{
	const struct execution_request request = replay_request(replay);
	struct guest_task *task = execution_task(&request);
	int status = task ? guest_debug(&replay->setup, task, 1, guest) : -1;

	free(task);
	return status;
}

static int debug_on(const struct desk *desk, const struct replay *replay,
		    const struct guest_debug *guest)
{
	char **command = gdb_command(desk, guest);
	int status;

	fflush(stdout);
	status = run_gdb(command, &replay->setup, guest);
	free(command);
	return status;
}

int debug(const struct replay *replay, uint32_t preemption)
{
	struct guest_debug guest = { .program = NULL };
	struct desk desk = { .tree = NULL };
	int status;

	if (preemption > replay->witness->preemptions)
		warning("the witness has %u preemptions; number %u will not "
			"be reached",
			replay->witness->preemptions, preemption);
	status = debug_guest(replay, &guest);
	if (!status)
		status = open_desk(&desk, replay, preemption, &guest);
	if (!status)
		status = debug_on(&desk, replay, &guest);
	close_desk(&desk);
	guest_debug_free(&guest);
	return status ? FAILURE_NOT_RUN : 0;
}
