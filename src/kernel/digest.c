// SPDX-License-Identifier: GPL-2.0-or-later
#include "kernel/digest.h"

#include "base/error.h"

#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void check(int ok)
{
	if (!ok)
		die(EXIT_NOT_RUN, "libcrypto offers no SHA-256");
}

struct digest *digest_new(void)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	check(context && EVP_DigestInit_ex(context, EVP_sha256(), NULL));
	return (struct digest *)context;
}

void digest_add_bytes(struct digest *digest, const void *data, size_t size)
{
	check(EVP_DigestUpdate((EVP_MD_CTX *)digest, data, size));
}

void digest_add(struct digest *digest, const char *name, const void *data,
		size_t size)
{
	uint64_t length = size;

	digest_add_bytes(digest, name, strlen(name) + 1);
	digest_add_bytes(digest, &length, sizeof(length));
	digest_add_bytes(digest, data, size);
}

void digest_finish(struct digest *digest, char hex[DIGEST_HEX])
{
	EVP_MD_CTX *context = (EVP_MD_CTX *)digest;
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned int size;

	check(EVP_DigestFinal_ex(context, bytes, &size));
	EVP_MD_CTX_free(context);
	for (unsigned int i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
}

void digest_of(const char *name, const void *data, size_t size,
	       char hex[DIGEST_HEX])
{
	struct digest *digest = digest_new();

	digest_add(digest, name, data, size);
	digest_finish(digest, hex);
}
