/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that are part of the command itself, so that it works wherever it is
 * installed. mk/embed makes the tables.
 */
#ifndef FSLITMUS_BASE_EMBEDDED_H
#define FSLITMUS_BASE_EMBEDDED_H

struct embedded_file {
	const char *name; /* path in the project; NULL ends a table */
	const char *data; /* followed by a NUL that is not counted */
	const char *end;
};

/* Everything under kernel/ that goes into a kernel tree. */
extern const struct embedded_file kernel_inputs[];

/* One file: the /init of a guest that makes a filesystem image. */
extern const struct embedded_file kernel_mkfs_init[];

/* One file: the /init of a guest that runs tests. */
extern const struct embedded_file guest_init[];

#endif
