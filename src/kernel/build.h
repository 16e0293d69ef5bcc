/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds a kernel, from its source into the cache. */
#ifndef FSLITMUS_KERNEL_BUILD_H
#define FSLITMUS_KERNEL_BUILD_H

#include "kernel/inputs.h"
#include "kernel/source.h"

struct kernel_request {
	struct kernel_source source;
	struct kernel_options options;
	int jobs;  /* compilers at a time */
	bool keep; /* keep the tree and its objects; says where */
	/* Called with what is being done and, while objects are compiled, the
	 * share done and the seconds left (negative: unknown). May be NULL. */
	void (*progress)(const char *what, double share, double seconds_left);
};

/* Where kernels are built: TMPDIR, or /tmp. */
const char *build_directory(void);

/* Whether NAME is that of a build's directory there, kept or in use. */
bool build_is_named_so(const char *name);

/*
 * Builds the kernel unless it is cached. Returns 0 and the key (16 digits,
 * the caller frees it) with *WAS_CACHED set, or an enum failure after saying
 * why.
 */
int kernel_build(const struct kernel_request *request, char **key,
		 bool *was_cached);

#endif
