/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory accesses that may raise SIGBUS or SIGSEGV and survive it. Each
 * thread can have one access under way; actor_copy() is the one for
 * operations.
 */
#ifndef FSLITMUS_ACTOR_ACCESS_H
#define FSLITMUS_ACTOR_ACCESS_H

/*
 * Take over the two signals in this process; the way back is release. Not
 * nested. 0 or -errno, with nothing taken over.
 */
int access_install(void);
void access_release(void);

/* Give the calling thread a signal stack of its own. 0 or -errno. */
int access_enter_thread(void);
void access_leave_thread(void);

/*
 * Call WORK(ARGUMENT), which may be left anywhere by a signal: it must hold
 * nothing that needs giving back. Returns 0, or the signal that ended it.
 */
int access_try(void (*work)(void *), void *argument);

#endif
