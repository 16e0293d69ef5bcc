/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks that a batch executes the same way again, and if not, from where
 * on. */
#ifndef FSLITMUS_MACHINE_VERIFY_H
#define FSLITMUS_MACHINE_VERIFY_H

#include "machine/batch.h"

/* The execution hash of each schedule of a batch. */
struct guest_hashes {
	uint64_t *hash; /* NULL: there are none */
	uint64_t count;
};

/* Of the guest's first task; free the array. */
void guest_hashes_read(const struct guest *guest, struct guest_hashes *hashes);

/*
 * Runs the batch that begins with batches->next again and compares. Describes
 * the first difference in DIFFERENCE, which stays empty if there is none.
 */
void guest_verify(struct batches *batches, const struct guest_hashes *hashes,
		  char *difference, size_t size);

#endif
