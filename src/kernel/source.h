/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A private copy of a kernel's source: from a directory, or from the tar file
 * a Debian linux-source package installs. Only what an ARCH=um kernel can
 * need is copied. The original is never written to.
 */
#ifndef FSLITMUS_KERNEL_SOURCE_H
#define FSLITMUS_KERNEL_SOURCE_H

#include "kernel/digest.h"

#include <stdbool.h>

struct kernel_source {
	const char *tree; /* a directory, or NULL */
	/* A Debian package's name, the path of its tar file, or NULL. */
	const char *package;
	const char *archive; /* a file of source_archive.h, or NULL */
};

/* The oldest kernel whose User-Mode Linux can be preempted. */
#define KERNEL_OLDEST_MAJOR 6
#define KERNEL_OLDEST_MINOR 11

struct kernel_version {
	int major;
	int minor;
	char text[64]; /* "6.12.48" */
};

/*
 * Reads the version from the top Makefile. Refuses a kernel that is too old and
 * a directory that holds none. Returns 0, or an enum failure after saying why:
 * FAILURE_USAGE if the source does not suit, FAILURE_NOT_RUN if the package is
 * not installed.
 */
int source_check(const struct kernel_source *source,
		 struct kernel_version *version);

/*
 * Makes the directory TO and copies the source there. Calls PROGRESS, unless
 * NULL, every 500 files with their number. Returns 0 or an enum failure after
 * saying why.
 */
int source_copy(const struct kernel_source *source, const char *to,
		void (*progress)(long files));

/* Adds every file of such a copy to the digest, sorted by name. Returns 0 or
 * an enum failure after saying why. */
int source_digest(const char *copy, struct digest *digest);

/* Whether this is the package of a struct kernel_source, rather than a tree. */
bool source_is_package(const char *name);

/* The tar file of a package, which the caller frees; NULL after saying that it
 * is not there. */
char *source_package_tar(const char *package);

/* Whether the file at this path within the tree is copied. */
bool source_is_needed(const char *path);

#endif
