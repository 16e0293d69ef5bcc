/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine starts guests: kernels that perform one job each and power off
 * (guest/protocol.h). It knows nothing of tests and results: it is given a
 * job, and hands back the files that the guest left. One struct of functions
 * for each kind, registered in src/machine/table.c; uml.c is the one to copy.
 *
 * Everybody else goes through guest.h. One process uses a guest, and a guest
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
	/* The process group that works for it. The processor time of its
	   members is what the guest costs (base/budget.h). 0: it does not
	   run, or costs nothing that can be told. */
	pid_t group;
	int ended;		/* once it has: as waitpid(2) says */
	struct guest_status status;	/* as read last */
	void *private;		/* the machine's own, while it runs */
};

/* How gdb gets hold of a guest before its kernel runs. */
struct guest_debug {
	/* What gdb is told before it reads symbols, one command a line. */
	const char *settings;
	const char *go;		/* the command that lets the kernel run */
	/* The program gdb starts and its arguments, ending with NULL; NULL:
	   gdb starts none. guest_debug_free() frees it. */
	char **program;
	/* Called in the process that becomes gdb. 0, or -1 with errno. */
	int (*prepare)(const struct guest_setup *setup);
};

struct machine {
	const char *name;
	const char *summary;	/* one line */

	/*
	 * Start a guest of guest->setup with a job of COUNT tasks. All of
	 * GUEST but the setup is zero; private and group are set. Returns 0,
	 * or -1 after saying why, with nothing left running or open.
	 */
	int (*start)(struct guest *guest, const struct guest_task *tasks,
		     uint32_t count);

	/*
	 * Read guest->status anew; false once the guest has ended, with
	 * guest->ended. Called every few milliseconds.
	 */
	bool (*runs)(struct guest *guest);

	/* Let it end after the schedule at work. */
	void (*ask_to_stop)(const struct guest *guest);

	/*
	 * End it if it runs, wait for that, read its status a last time and
	 * release what only a running guest needs. Called once for every guest
	 * that was started.
	 */
	void (*kill)(struct guest *guest);

	/*
	 * Also once it is killed, until the next one of this setup is started:
	 * a file of the job's directory by its name (guest/protocol.h), or its
	 * "console"; followed by a NUL that does not count. The caller frees
	 * it. NULL if there is none.
	 */
	char *(*file)(const struct guest *guest, const char *name,
		      size_t *size);

	/*
	 * What start() would start, for a debugger. Returns 0, or -1 after
	 * saying why. NULL: no debugger can be attached.
	 */
	int (*debug)(const struct guest_setup *setup,
		     const struct guest_task *tasks, uint32_t count,
		     struct guest_debug *debug);
};

/* By name, or NULL; the INDEXth, or NULL past the end. The first one is that
 * of the kernels which "fslitmus kernel" builds. */
const struct machine *machine_find(const char *name);
const struct machine *machine_at(size_t index);

extern const struct machine machine_uml;

#endif
