/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SHA-256, over named pieces or over bytes as they are. */
#ifndef FSLITMUS_KERNEL_DIGEST_H
#define FSLITMUS_KERNEL_DIGEST_H

#include <stddef.h>

struct digest;

/* Never fails: dies where the library cannot serve. */
struct digest *digest_new(void);

/* Adds a piece under a name; pieces do not run into each other. */
void digest_add(struct digest *digest, const char *name, const void *data,
		size_t size);

/* Adds bytes without a name, as sha256sum(1) does. */
void digest_add_bytes(struct digest *digest, const void *data, size_t size);

#define DIGEST_HEX 65

/* Ends and frees it; writes 64 hexadecimal digits and a NUL. */
void digest_finish(struct digest *digest, char hex[DIGEST_HEX]);

/* Of one named piece. */
void digest_of(const char *name, const void *data, size_t size,
	       char hex[DIGEST_HEX]);

#endif
