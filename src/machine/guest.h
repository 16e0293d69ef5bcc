/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Guests of any machine: one job each, and what they left. */
#ifndef FSLITMUS_MACHINE_GUEST_H
#define FSLITMUS_MACHINE_GUEST_H

#include "kernel/kernel_log.h"
#include "machine/machine.h"

/* Starts one with a job of COUNT tasks. 0, or -1 after saying why. */
int guest_start(struct guest *guest, const struct guest_setup *setup,
		const struct guest_task *tasks, uint32_t count);

/* Reads the status anew; true while the guest runs. */
bool guest_runs(struct guest *guest);

/* Asks it to end after the schedule at work. */
void guest_ask_to_stop(const struct guest *guest);

/* Ends it in any case, and waits for that. */
void guest_kill(struct guest *guest);

/* Did it do all that was asked for, fsck included? */
bool guest_is_done(const struct guest *guest);

/*
 * A file it left, and the one that belongs to task INDEX (reply, hashes,
 * events), which the caller frees; NULL if there is none. SIZE may be NULL.
 */
void *guest_file(const struct guest *guest, const char *name, size_t *size);
void *guest_task_file(const struct guest *guest, const char *name,
		      uint32_t index, size_t *size);

/* The reply of a task, which the caller frees; NULL unless it is complete. */
struct guest_reply *guest_reply(const struct guest *guest, uint32_t index);

/*
 * Adds what the kernel complained of (promise C6) to COMPLAINT, and what
 * breaks no promise to NOTE, one a line.
 */
void guest_log_words(const struct guest *guest, char *complaint,
		     size_t complaint_size, char *note, size_t note_size);

/* Adds what fsck said to TEXT, one a line; nothing if all was clean. */
void guest_fsck_words(const struct guest *guest, char *text, size_t size);

/*
 * Why it ended, from its console: what the kernel complained of, one a line,
 * and what the guest's own program said, which by itself is no fault of the
 * kernel's. Returns what the first complaint is of.
 */
enum kernel_complaint guest_last_words(const struct guest *guest,
				       char *complaint, size_t complaint_size,
				       char *said, size_t said_size);

/*
 * What a debugger needs to start a guest with that job. 0, or -1 after saying
 * why; guest_debug_free() is for both cases.
 */
int guest_debug(const struct guest_setup *setup,
		const struct guest_task *tasks, uint32_t count,
		struct guest_debug *debug);
void guest_debug_free(struct guest_debug *debug);

#endif
