/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Adds what a guest left to the result of its batches, and decides which round,
 * schedule or batch to blame for a broken promise. */
#ifndef FSLITMUS_MACHINE_BLAME_H
#define FSLITMUS_MACHINE_BLAME_H

#include "machine/watch.h"

/* Adds the reply to the result. 0, or -1 if there is none. */
int blame_reply(struct watched *watched);

/* After a reply: adds the kernel's log, the messages of fsck, and the reason if
 * the guest died after its last schedule. */
void blame_leftovers(const struct watched *watched);

/* Without a reply: DEATH breaks a promise, in the schedule in flight or while
 * it was set up. */
void blame_death(const struct watched *watched,
		 const struct guest_death *death);

/* Without a reply: the filesystem is not to blame, and the batches end. */
void blame_nobody(const struct watched *watched,
		  const struct guest_death *death);

#endif
