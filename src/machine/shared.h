/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For machines whose guests share the setup's root directory with the host: the
 * job is written there, and the guest writes its files there.
 */
#ifndef FSLITMUS_MACHINE_SHARED_H
#define FSLITMUS_MACHINE_SHARED_H

#include "machine/machine.h"

/* Removes the files of the guest before and writes the job. 0, or -1 after
 * saying why. */
int shared_write_job(const struct guest_setup *setup,
		     const struct guest_task *tasks, uint32_t count);

/* A new file for the guest's console: its descriptor, or -1 after saying
 * why. */
int shared_open_console(const struct guest_setup *setup);

/* Functions of struct machine. */
void shared_ask_to_stop(const struct guest *guest);
char *shared_file(const struct guest *guest, const char *name, size_t *size);

/* Reads the status that the guest wrote last; unchanged if it wrote none. */
void shared_read_status(struct guest *guest);

#endif
