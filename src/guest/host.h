/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs of the host (mkfs, fsck), run in a guest on the guest's disk. The
 * kernel they run on may have seeded faults, or be one that damages files: so
 * they see the host's files read-only, with /dev, /proc and an empty /tmp of
 * the guest's in their place.
 */
#ifndef FSLITMUS_GUEST_HOST_H
#define FSLITMUS_GUEST_HOST_H

/* Mounts all that. Powers off, after saying why, where it cannot. */
void guest_host_mount(void);

/*
 * Executes the shell command there; 127 where that fails. For a child that
 * has set its standard output and error.
 */
void guest_host_execute(const char *command) __attribute__((noreturn));

#endif
