/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SHA-256, over named pieces or over bytes as they are. */
#ifndef FSLITMUS_KERNEL_DIGEST_H
#define FSLITMUS_KERNEL_DIGEST_H

#include <stddef.h>

struct digest;

/* Trouble with the library is reported by digest_finish(). */
struct digest *digest_new(void);

/* Adds a piece under a name. Its length counts too, so pieces cannot run into
 * each other. */
void digest_add(struct digest *digest, const char *name, const void *data,
		size_t size);

/* Adds bytes without a name, as sha256sum(1) does. */
void digest_add_bytes(struct digest *digest, const void *data, size_t size);

#define DIGEST_HEX 65

/*
 * Writes 64 hexadecimal digits and a NUL, and frees DIGEST. Returns 0, or
 * FAILURE_NOT_RUN with HEX empty after saying why.
 */
int digest_finish(struct digest *digest, char hex[DIGEST_HEX]);

/* The digest of one named piece. Returns as digest_finish() does. */
int digest_of(const char *name, const void *data, size_t size,
	      char hex[DIGEST_HEX]);

#endif
