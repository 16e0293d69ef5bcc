/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which function bodies are worth parsing: those that a table of operations
 * can lead to and that can lead to a lock or the page cache. Worked out on
 * names alone, so it errs on the side of too many.
 */
#ifndef FSLITMUS_AUDIT_REACH_H
#define FSLITMUS_AUDIT_REACH_H

#include "audit/source.h"

struct reach {
	bool everything;
	VECTOR(const struct source *) sources;
	VECTOR(sym) edge_from;
	VECTOR(sym) edge_to;
	bool *wanted;		/* by symbol, after reach_solve() */
	size_t symbols;
};

void reach_init(struct reach *reach, bool everything);
void reach_add(struct reach *reach, const struct source *source);
void reach_solve(struct reach *reach);
/*
 * Leaves the definitions that are wanted and squeezes blanks. Line numbers
 * stay; byte offsets do not. Returns false when nothing is left to parse.
 */
bool reach_trim(const struct reach *reach, struct source *source);
void reach_free(struct reach *reach);

#endif
