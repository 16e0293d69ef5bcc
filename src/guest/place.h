/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The filesystem under test, in its guest. */
#ifndef FSLITMUS_GUEST_PLACE_H
#define FSLITMUS_GUEST_PLACE_H

#include "guest/protocol.h"

/* Makes the disk what the job says. Powers off, after saying why, where it
 * cannot. */
void place_prepare(const struct guest_job *job);

/* Mounts what the job names on /mnt.
 * Powers off, after saying why, where it cannot. */
void place_mount(const struct guest_job *job);

/* Unmounts it. Powers off, after saying why, where it cannot. */
void place_unmount(const struct guest_job *job);

/* Writes what its checker says to the file /fsck, and what the kernel has
 * logged since it was mounted to /kmsg. */
void place_check(const struct guest_job *job);

#endif
