/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to the contract: why a round breaks a promise, in the words of a
 * filesystem developer. Places are pages, and bytes where they lie inside one.
 * Each writes verdict->why, cut where there is no room.
 */
#ifndef FSLITMUS_CONTRACT_PROOF_H
#define FSLITMUS_CONTRACT_PROOF_H

#include "contract/judge.h"

/*
 * No order explains what SEEN holds at the judge's offset. BEFORE is the
 * operation to blame, which had returned before, or NULL.
 */
void proof_of_observation(struct judge *judge, const struct observation *seen,
			  const struct change *before);

/* The looks A and B disagree about the judge's offset. */
void proof_of_views(struct judge *judge, const struct observation *a,
		    const struct observation *b);

/*
 * STORE is found neither where it was made nor where a move carried it, or at
 * both, as judge->joint says.
 */
void proof_of_store(struct judge *judge, const struct change *store);

#endif
