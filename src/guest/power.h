/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The beginning and the end of every /init of ours. The root is a directory of
 * the host, mounted read-only, with empty directories dev, proc, tmp and
 * mnt in it.
 */
#ifndef FSLITMUS_GUEST_POWER_H
#define FSLITMUS_GUEST_POWER_H

/* Mounts /dev, /proc, and memory on /tmp and /mnt. Powers off, after saying
 * why, where it cannot. */
void guest_begin(void);

/* The root is mounted read-only; from here on it can be written, which is
 * work that schedules would count. */
void guest_unlock_root(void);

/* Ends the guest. All that it wrote to files of the host is kept. */
void guest_power_off(void) __attribute__((noreturn));

/* Says what failed, with errno, in a line that begins with "guest:", and
 * powers off. */
void guest_fail(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), noreturn));

#endif
