// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The machine "uml": User-Mode Linux, a kernel that is a program. Needs no
 * privilege; virtual time makes the same job give the same replies.
 */
#include "machine/machine.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/memory.h"
#include "kernel/boot.h"
#include "machine/processor.h"
#include "machine/shared.h"

#define UML_MEMORY 768 /* megabytes, of which few are touched */

struct uml {
	pid_t pid; /* 0: it has ended */
	int console;
	int claim; /* to its processor; -1: it has none */
};

static struct boot uml_boot(const struct guest_setup *setup)
{
	static const char *const settings[] = { "panic_on_warn=1", NULL };

	return (struct boot){
		.executable = setup->executable,
		.root = setup->root,
		.mutant = setup->mutant,
		.memory = UML_MEMORY,
		.zoned = setup->config->type->zoned,
		.real_time = setup->real_time,
		.filesystem = setup->config->boot,
		.settings = settings,
	};
}

static void uml_close(struct uml *uml)
{
	if (uml->console >= 0)
		close(uml->console);
	if (uml->claim >= 0)
		close(uml->claim);
	free(uml);
}

static int uml_start(struct guest *guest, const struct guest_task *tasks,
		     uint32_t count)
{
	struct boot boot = uml_boot(guest->setup);
	struct uml *uml = xcalloc(1, sizeof(*uml));
	cpu_set_t processor;

	uml->console = shared_open_console(guest->setup);
	uml->claim = processor_claim(&processor);
	boot.output = uml->console;
	if (uml->claim >= 0)
		boot.processors = &processor;
	if (uml->console >= 0 && !shared_write_job(guest->setup, tasks, count))
		uml->pid = boot_start(&boot);
	if (uml->pid <= 0) {
		uml_close(uml);
		return -1;
	}
	guest->private = uml;
	guest->group = uml->pid;
	return 0;
}

static bool uml_runs(struct guest *guest)
{
	struct uml *uml = guest->private;

	if (!uml->pid)
		return false;
	if (child_ended(uml->pid)) {
		guest->ended = child_reap(uml->pid);
		guest->group = uml->pid = 0;
	}
	shared_read_status(guest);
	return uml->pid;
}

static void uml_kill(struct guest *guest)
{
	struct uml *uml = guest->private;

	if (uml->pid)
		child_kill(uml->pid);
	guest->group = 0;
	guest->private = NULL;
	shared_read_status(guest);
	uml_close(uml);
}

static int uml_prepare_debug(const struct guest_setup *setup)
{
	return boot_prepare(setup->root);
}

/* gdb must pass on the signals that User-Mode Linux uses internally. */
static int uml_debug(const struct guest_setup *setup,
		     const struct guest_task *tasks, uint32_t count,
		     struct guest_debug *debug)
{
	struct boot boot = uml_boot(setup);

	if (shared_write_job(setup, tasks, count))
		return -1;
	*debug = (struct guest_debug){
		.settings = "handle SIGSEGV SIGUSR1 SIGALRM SIGIO SIGCHLD "
			    "SIGWINCH nostop noprint pass\n",
		.go = "run",
		.program = boot_arguments(&boot),
		.prepare = uml_prepare_debug,
	};
	return 0;
}

const struct machine machine_uml = {
	.name = "uml",
	.summary = "User-Mode Linux: a kernel that is a program",
	.start = uml_start,
	.runs = uml_runs,
	.ask_to_stop = shared_ask_to_stop,
	.kill = uml_kill,
	.file = shared_file,
	.debug = uml_debug,
};
