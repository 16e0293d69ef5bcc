/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "did you mean ...?" for a word that is not one of those possible. */
#ifndef FSLITMUS_LITMUS_SUGGEST_H
#define FSLITMUS_LITMUS_SUGGEST_H

#include <stddef.h>

struct suggestion {
	const char *best; /* NULL while none is near enough */
	int distance;
};

/* Keep CANDIDATE in BEST if it is nearer to the LENGTH bytes of WORD. */
void suggest(struct suggestion *best, const char *word, int length,
	     const char *candidate);

#endif
