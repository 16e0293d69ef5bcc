/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For machines whose guests see the setup's root directory as the host does:
 * the job is written there, and what the guest leaves is found there.
 */
#ifndef FSLITMUS_MACHINE_SHARED_H
#define FSLITMUS_MACHINE_SHARED_H

#include "machine/machine.h"

/* Remove what the guest before it left and write the job. 0, or -1 after
 * saying why. */
int shared_write_job(const struct guest_setup *setup,
		     const struct guest_task *tasks, uint32_t count);

/* A new file for the guest's console: its descriptor, or -1 after saying
 * why. */
int shared_open_console(const struct guest_setup *setup);

/* Functions of struct machine. */
void shared_ask_to_stop(const struct guest *guest);
char *shared_file(const struct guest *guest, const char *name, size_t *size);

/* As the guest wrote it last; unchanged where it wrote none. */
void shared_read_status(struct guest *guest);

#endif
