/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One build of a kernel at a time: who comes second waits, for the result of
 * the first or, if that is killed, for its turn. The lock is an flock(2) on a
 * file in the cache, so it ends with its process. The file is removed with
 * it; one that was left by a process that was killed is locked by the next.
 */
#ifndef FSLITMUS_KERNEL_BUILD_LOCK_H
#define FSLITMUS_KERNEL_BUILD_LOCK_H

#define BUILD_LOCK_PREFIX ".building-"

struct build_lock {
	char *path;		/* NULL: nothing is locked */
	int fd;
};

/*
 * Locks the kernel that NAME stands for. WAITING is told once if another
 * process has it. Returns 0 or, after saying why, an exit status: a signal
 * that is watched ends the wait.
 */
int build_lock(struct build_lock *lock, const char *name,
	       void (*waiting)(void *context), void *context);

/* Safe if nothing is locked. */
void build_unlock(struct build_lock *lock);

#endif
