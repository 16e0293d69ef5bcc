/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which function bodies are worth parsing: those that an audited operation
 * can lead to and that can lead to a lock or the page cache. Worked out for
 * one directory (a filesystem) at a time, with the shared code, on names
 * alone, so it errs on the side of too many: "ops->field" leads to whatever
 * a table of the directory puts behind that field.
 *
 * A call through a field in the shared code is no reason by itself to read
 * the caller: there it would be every table of every filesystem.
 */
#ifndef FSLITMUS_AUDIT_FRONT_REACH_H
#define FSLITMUS_AUDIT_FRONT_REACH_H

#include "audit/front/source.h"

/* from leads to to, for one directory or (0) for all of them. */
struct edge {
	uint32_t from, to; /* nodes, see reach.c */
	uint32_t directory;
	bool forward_only;
};

struct reach {
	bool everything;
	uint32_t directories; /* the largest number seen */
	VECTOR(struct source *) sources;
	VECTOR(struct edge) edges;
};

/* The fields are those by which operations are entered; NULL at the end. */
void reach_init(struct reach *reach, const char *const *fields,
		bool everything);
/*
 * Adds a file of a directory with this number, from 1 on. The source must
 * stay where it is until reach_solve(), which sets "wanted" in it.
 */
void reach_add(struct reach *reach, struct source *source, uint32_t directory);
void reach_solve(struct reach *reach);
/*
 * Leaves the definitions that are wanted and squeezes blanks. Line numbers
 * stay; byte offsets do not. Returns false when nothing is left to parse.
 */
bool reach_trim(struct source *source);
void reach_free(struct reach *reach);

#endif
