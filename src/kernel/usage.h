/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What fslitmus keeps on disks, and the room it takes. */
#ifndef FSLITMUS_KERNEL_USAGE_H
#define FSLITMUS_KERNEL_USAGE_H

#include <stddef.h>
#include <stdint.h>

struct usage_place {
	const char *what; /* "kernels", "images"; "unfinished": an
				 * entry; "build": kept, or at work */
	char *path;
	uint64_t bytes; /* on disk */
};

struct usage {
	struct usage_place *places;
	size_t count;
	uint64_t bytes; /* of all of them */
};

/* Of the cache, and of this user's kernel builds below TMPDIR. */
void usage_find(struct usage *usage);
void usage_free(struct usage *usage);

/* What a file or a tree takes on its disk; 0 if there is none. */
uint64_t usage_of(const char *path);

#endif
