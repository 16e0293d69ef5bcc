/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One kernel of the cache: its directory, and whether that is sound. */
#ifndef FSLITMUS_KERNEL_ENTRY_H
#define FSLITMUS_KERNEL_ENTRY_H

#include "kernel/cache.h"

/*
 * Reads what the entry KEY in that directory says of itself. False, with
 * nothing to clear, after saying why it cannot be used.
 */
bool entry_read(const char *directory, const char *key, struct kernel *kernel);
void entry_clear(struct kernel *kernel);

/* Writes kernel.json and the sums to an entry that has all else. 0, or -1
 * after saying why. */
int entry_write(const char *directory, const struct kernel *kernel);

/*
 * Keeps the entry from being removed until this process and those it forked
 * end. False if it is being removed, or if its executable is not sound.
 */
bool entry_use(const struct kernel *kernel);

/* Are all files of the entry sound? If not, says so. */
bool entry_is_sound(const struct kernel *kernel);

/* Files are looked at once; from now on they are looked at again. */
void entry_forget(void);

#endif
