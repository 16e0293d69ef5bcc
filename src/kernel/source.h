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
	const char *tree;	/* a directory, or NULL */
	const char *package;	/* a Debian package's name, or NULL */
	const char *archive;	/* a file of source_archive.h, or NULL */
};

/* The oldest kernel whose User-Mode Linux can be preempted. */
#define KERNEL_OLDEST_MAJOR 6
#define KERNEL_OLDEST_MINOR 11

struct kernel_version {
	int major;
	int minor;
	char text[64];		/* "6.12.48" */
};

/*
 * Reads the version from the top Makefile and refuses what is too old or no
 * kernel tree. Returns 0, or EXIT_USAGE for a tree that does not suit and
 * EXIT_NOT_RUN for one that cannot be read, after saying why.
 */
int source_check(const struct kernel_source *source,
		 struct kernel_version *version);

/*
 * Copies the source to the directory "to", which is made. progress, if not
 * NULL, is called now and then with the number of files so far. Returns 0 or,
 * after saying why, EXIT_NOT_RUN.
 */
int source_copy(const struct kernel_source *source, const char *to,
		void (*progress)(long files));

/* Adds every file of such a copy to the digest, whatever order the disk has
 * them in. Returns 0 or, after saying why, EXIT_NOT_RUN. */
int source_digest(const char *copy, struct digest *digest);

/* The tar file a package installs, which the caller frees; NULL after saying
 * that it is not there. */
char *source_package_tar(const char *package);

/* Whether a file of the tree, given its path there, is copied. */
bool source_is_needed(const char *path);

#endif
