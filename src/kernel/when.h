/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Conditions: for which trees an edit, a file of edits or a line of a
 * configuration is meant. Written after "when:", one of
 *
 *	6.19..			this version or a later one
 *	..6.18			this one or an earlier one
 *	6.12..6.18		these and what is between
 *	has TEXT		TEXT is in the edit's file
 *	lacks TEXT		it is not
 *	PATH has TEXT		the same of another file of the tree
 *	PATH lacks TEXT
 *
 * TEXT is compared as an edit's find: is (edit.h). A file that is not there has
 * no text. Conditions are about the tree as it came, before any edit.
 */
#ifndef FSLITMUS_KERNEL_WHEN_H
#define FSLITMUS_KERNEL_WHEN_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/source.h"

enum when_kind { WHEN_VERSION, WHEN_HAS, WHEN_LACKS };

struct when {
	enum when_kind kind;
	int first, last; /* versions as numbers, both included */
	char *file;	 /* NULL: the edit's */
	char *text;
};

struct whens {
	struct when *list;
	size_t count;
};

/* A tree that conditions are about. */
struct when_tree {
	/* NULL: not known yet; conditions about text are taken to hold. */
	const char *path;
	const struct kernel_version *version;
};

/*
 * Adds the condition that VALUE says. Without an edit around it (IN_EDIT), one
 * about text has to name a file. Returns NULL, or what is wrong with it.
 */
const char *when_add(struct whens *whens, const char *value, bool in_edit);
void when_clear(struct whens *whens);

/* Whether all of them hold. FILE is the edit's; may be NULL for those that
 * when_add() took outside of an edit. */
bool when_all_hold(const struct whens *whens, const char *file,
		   const struct when_tree *tree);

#endif
