/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The columns of the matrix: where an operation enters a filesystem, what is
 * taken for granted when its paths are followed, and which cache event says
 * under which locks it runs.
 */
#ifndef FSLITMUS_AUDIT_RULES_COLUMNS_H
#define FSLITMUS_AUDIT_RULES_COLUMNS_H

#include "audit/rules/audit.h"
#include "audit/rules/known.h"

struct column_info {
	const char *name;
	const char *table;    /* type of the table that holds the entry */
	const char *slots[5]; /* the first one that is set is the entry */
	/* The event whose locks count, the best one first; EVENT_NONE ends. */
	enum event_kind events[4];
	const char *yes[7]; /* flags taken to be set, calls to be true */
	const char *no[8];
	int flags_parameter;   /* of the entry, that holds all of yes; or 0 */
	const char *ioctls[8]; /* entered by one of these commands */
	const char *needs;     /* kernels without this name lack it; or NULL */
};

extern const struct column_info columns[COLUMNS];

/* Every field of a table by which some cell is entered; NULL at the end. */
#define MAX_ENTRY_FIELDS (5 * COLUMNS + 4)
void entry_fields(const char *fields[MAX_ENTRY_FIELDS]);

/* What readahead(2) enters, with no .fadvise of the filesystem's. */
extern const struct known_names known_ahead[];

void scenarios_init(struct audit *audit);
void scenarios_free(struct audit *audit);
/* Fills every cell of a filesystem. */
void fill_cells(struct audit *audit, struct filesystem *fs);

#endif
