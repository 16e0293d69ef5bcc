// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds the possible word that is nearest to a misspelt one. */
#include "litmus/suggest.h"

#include <stdlib.h>
#include <string.h>

#define SUGGEST_MAX 24 /* bytes; longer words are nobody's misspelling */

static int least(int a, int b, int c)
{
	int smaller = a < b ? a : b;

	return smaller < c ? smaller : c;
}

/* How many letters to add, drop or replace to get from A to B. */
static int edit_distance(const char *a, int a_length, const char *b,
			 int b_length)
{
	int row[SUGGEST_MAX + 1];

	for (int j = 0; j <= b_length; j++)
		row[j] = j;
	for (int i = 1; i <= a_length; i++) {
		int diagonal = row[0];

		row[0] = i;
		for (int j = 1; j <= b_length; j++) {
			int above = row[j];

			row[j] = least(above + 1, row[j - 1] + 1,
				       diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[b_length];
}

void suggest(struct suggestion *best, const char *word, int length,
	     const char *candidate)
{
	int candidate_length = strlen(candidate);
	int allowed = length < 4 ? 1 : length < 9 ? 2 : 3;
	int distance;

	if (length > SUGGEST_MAX || candidate_length > SUGGEST_MAX ||
	    abs(length - candidate_length) > allowed)
		return;
	distance = edit_distance(word, length, candidate, candidate_length);
	if (distance <= allowed && (!best->best || distance < best->distance)) {
		best->best = candidate;
		best->distance = distance;
	}
}
