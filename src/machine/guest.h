/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Guests of any machine. Each performs one job and leaves files. */
#ifndef FSLITMUS_MACHINE_GUEST_H
#define FSLITMUS_MACHINE_GUEST_H

#include "kernel/kernel_log.h"
#include "machine/machine.h"

/* Starts a guest with a job of COUNT tasks. 0, or -1 after saying why. */
int guest_start(struct guest *guest, const struct guest_setup *setup,
		const struct guest_task *tasks, uint32_t count);

/* Reads its status again. True while it runs. */
bool guest_runs(struct guest *guest);

/* Asks it to end after the current schedule. */
void guest_ask_to_stop(const struct guest *guest);

/* Kills it if it still runs, and waits for its end. */
void guest_kill(struct guest *guest);

/* Has it done its whole job, fsck included? */
bool guest_is_done(const struct guest *guest);

/*
 * A file that the guest left, or its file for task INDEX (reply, hashes,
 * events). The caller frees it; NULL if there is none. SIZE may be NULL.
 */
void *guest_file(const struct guest *guest, const char *name, size_t *size);
void *guest_task_file(const struct guest *guest, const char *name,
		      uint32_t index, size_t *size);

/* The reply of a task, which the caller frees; NULL unless it is complete. */
struct guest_reply *guest_reply(const struct guest *guest, uint32_t index);

/*
 * Adds the kernel's complaints (promise C6) to COMPLAINT, and warnings that
 * break no promise to NOTE, one a line.
 */
void guest_log_words(const struct guest *guest, char *complaint,
		     size_t complaint_size, char *note, size_t note_size);

/* Adds the messages of fsck to TEXT, one a line; none if all was clean. */
void guest_fsck_words(const struct guest *guest, char *text, size_t size);

/*
 * Why it ended, from its console: the kernel's complaints, one a line, and the
 * message of the guest's own program, which by itself is not the kernel's
 * fault. Returns the kind of the first complaint.
 */
enum kernel_complaint guest_last_words(const struct guest *guest,
				       char *complaint, size_t complaint_size,
				       char *said, size_t said_size);

/*
 * Fills in what a debugger needs to start a guest with that job. 0, or -1 after
 * saying why. Call guest_debug_free() in both cases.
 */
int guest_debug(const struct guest_setup *setup, const struct guest_task *tasks,
		uint32_t count, struct guest_debug *debug);
void guest_debug_free(struct guest_debug *debug);

#endif
