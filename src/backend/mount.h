/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mounts that are attached nowhere. They are reached by descriptors alone, no
 * other process sees them, and the kernel unmounts them when the last
 * descriptor is closed, even by SIGKILL.
 */
#ifndef FSLITMUS_BACKEND_MOUNT_H
#define FSLITMUS_BACKEND_MOUNT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether filesystem TYPE can be mounted here: 0, or -errno with REASON, such
 * as no privilege, or no such filesystem in this kernel.
 */
int mount_possible(const char *type, char *reason, size_t size);

/*
 * Mount SOURCE (a device; NULL: none). FIXED and OPTIONS are comma-separated
 * options as mount(8) takes them, or NULL. Returns a descriptor of the root
 * directory, or -errno with REASON. *MOUNT receives the mount's descriptor;
 * both are closed to unmount.
 */
int mount_detached(const char *type, const char *source, const char *fixed,
		   const char *options, int *mount, char *reason, size_t size);

#endif
