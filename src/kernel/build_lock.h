/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lets one process at a time build a kernel. The second waits for the first to
 * finish, and builds only if the first was killed. The lock is an flock(2) on a
 * file in the cache, so it ends with its process. Unlocking removes the file; a
 * killed process leaves it for the next to lock.
 */
#ifndef FSLITMUS_KERNEL_BUILD_LOCK_H
#define FSLITMUS_KERNEL_BUILD_LOCK_H

#define BUILD_LOCK_PREFIX ".building-"

struct build_lock {
	char *path; /* NULL: nothing is locked */
	int fd;
};

/*
 * Locks the kernel that NAME stands for. Calls WAITING once if another process
 * holds the lock. Returns 0 or an enum failure after saying why; a signal that
 * is watched (base/interrupt.h) ends the wait.
 */
int build_lock(struct build_lock *lock, const char *name,
	       void (*waiting)(void *context), void *context);

/* Does nothing if nothing is locked. */
void build_unlock(struct build_lock *lock);

#endif
