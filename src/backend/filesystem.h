/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The filesystem table: all that is known of a filesystem by its name. */
#ifndef FSLITMUS_BACKEND_FILESYSTEM_H
#define FSLITMUS_BACKEND_FILESYSTEM_H

#include <stddef.h>
#include <stdint.h>

struct filesystem {
	const char *name;	/* as mount(8) takes it */
	/* mkfs command and its fixed arguments, NULL-terminated; the user's
	   options and the device follow. NULL: nothing to make (tmpfs). */
	const char *const *mkfs;
	/* Check without repairing, NULL-terminated; the device follows.
	   NULL: there is no checker. */
	const char *const *fsck;
	const char *mount_options; /* always given, or NULL */
	uint64_t image_bytes;	/* size of a fresh image */
	const char *package;	/* Debian package that has mkfs and fsck */
};

const struct filesystem *filesystem_find(const char *name);
const struct filesystem *filesystem_at(size_t index);

#endif
