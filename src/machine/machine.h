/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine starts guests: kernels that perform one job each and power off
 * (guest/protocol.h). It knows nothing about tests and results: it gets a
 * job, and returns the files that the guest left. Each kind of machine is one
 * struct of functions, listed in src/machine/table.c; uml.c is the one to copy.
 *
 * All other code uses guest.h. One process uses a guest, and a guest
 * cannot outlive the process that started it.
 */
#ifndef FSLITMUS_MACHINE_MACHINE_H
#define FSLITMUS_MACHINE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "guest/protocol.h"
#include "machine/setup.h"

struct guest {
	const struct guest_setup *setup;
	/* The process group that runs the guest. The processor time of its
	   members counts for the budget (base/budget.h). 0: the guest does not
	   run, or its time cannot be measured. */
	pid_t group;
	int ended; /* its status from waitpid(2), once it has */
	struct guest_status status; /* when last read */
	void *private;		    /* the machine's own, while it runs */
};

/* How gdb attaches to a guest before its kernel runs. */
struct guest_debug {
	/* Commands for gdb before it reads symbols, one a line. */
	const char *settings;
	const char *go; /* the command that lets the kernel run */
	/* The program gdb starts and its arguments, ending with NULL; NULL:
	   gdb starts none. guest_debug_free() frees it. */
	char **program;
	/* Called in the process that becomes gdb. 0, or -1 with errno. */
	int (*prepare)(const struct guest_setup *setup);
};

struct machine {
	const char *name;
	const char *summary; /* one line */

	/*
	 * Start a guest of guest->setup with a job of COUNT tasks. All of
	 * GUEST but the setup is zero; private and group are set. Returns 0,
	 * or -1 after saying why, with nothing left running or open.
	 */
	int (*start)(struct guest *guest, const struct guest_task *tasks,
		     uint32_t count);

	/*
	 * Read guest->status again; false once the guest has ended, with
	 * guest->ended. Called every few milliseconds.
	 */
	bool (*runs)(struct guest *guest);

	/* Ask it to end after the current schedule. */
	void (*ask_to_stop)(const struct guest *guest);

	/*
	 * Kill it if it runs, wait for its end, read its status once more and
	 * release what only a running guest needs. Called once for every guest
	 * that was started.
	 */
	void (*kill)(struct guest *guest);

	/*
	 * A file of the job's directory by its name (guest/protocol.h), or the
	 * guest's "console", followed by a NUL that does not count. May be
	 * called after kill(), until the next guest of this setup starts. The
	 * caller frees it. NULL if there is none.
	 */
	char *(*file)(const struct guest *guest, const char *name,
		      size_t *size);

	/*
	 * Describe to a debugger what start() would start. Returns 0, or -1
	 * after saying why. NULL: no debugger can be attached.
	 */
	int (*debug)(const struct guest_setup *setup,
		     const struct guest_task *tasks, uint32_t count,
		     struct guest_debug *debug);
};

/* A machine by name, or NULL; the INDEXth, or NULL past the end. The first one
 * runs the kernels that "fslitmus kernel" builds. */
const struct machine *machine_find(const char *name);
const struct machine *machine_at(size_t index);

extern const struct machine machine_uml;

#endif
