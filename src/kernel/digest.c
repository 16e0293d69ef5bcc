// SPDX-License-Identifier: GPL-2.0-or-later
/* SHA-256, by libcrypto. */
#include "kernel/digest.h"

#include "base/error.h"
#include "base/memory.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct digest {
	EVP_MD_CTX *context;
	bool failed;
};

struct digest *digest_new(void)
{
	struct digest *digest = xcalloc(1, sizeof(*digest));

	digest->context = EVP_MD_CTX_new();
	if (!digest->context)
		out_of_memory();
	digest->failed = !EVP_DigestInit_ex(digest->context, EVP_sha256(),
					    NULL);
	return digest;
}

void digest_add_bytes(struct digest *digest, const void *data, size_t size)
{
	if (!digest->failed)
		digest->failed = !EVP_DigestUpdate(digest->context, data, size);
}

void digest_add(struct digest *digest, const char *name, const void *data,
		size_t size)
{
	uint64_t length = size;

	digest_add_bytes(digest, name, strlen(name) + 1);
	digest_add_bytes(digest, &length, sizeof(length));
	digest_add_bytes(digest, data, size);
}

int digest_finish(struct digest *digest, char hex[DIGEST_HEX])
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	int status = 0;

	memset(hex, 0, DIGEST_HEX);
	if (digest->failed || !EVP_DigestFinal_ex(digest->context, bytes, NULL))
		status = error("libcrypto does not offer SHA-256 here; see "
			       "openssl-list(1), and openssl.cnf(5)");
	for (unsigned int i = 0; i < 32 && !status; i++)
		snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
	EVP_MD_CTX_free(digest->context);
	free(digest);
	return status;
}

int digest_of(const char *name, const void *data, size_t size,
	      char hex[DIGEST_HEX])
{
	struct digest *digest = digest_new();

	digest_add(digest, name, data, size);
	return digest_finish(digest, hex);
}
