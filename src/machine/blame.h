/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a guest left is added to its batches' result, and somebody is blamed
 * for what was broken. */
#ifndef FSLITMUS_MACHINE_BLAME_H
#define FSLITMUS_MACHINE_BLAME_H

#include "machine/watch.h"

/* The reply is added up. 0, or -1: there is none. */
int blame_reply(struct watched *watched);

/* After a reply: what the kernel logged, what the check of the filesystem
 * said, or why the guest did not come to its end. */
void blame_leftovers(const struct watched *watched);

/* Without a reply: DEATH breaks a promise, in the schedule in flight or in
 * setting it up. */
void blame_death(const struct watched *watched,
		 const struct guest_death *death);

/* Without a reply: no filesystem is to blame, and there are no more batches. */
void blame_nobody(const struct watched *watched,
		  const struct guest_death *death);

#endif
