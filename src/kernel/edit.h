/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Edits of kernel source, as short declarations that survive from one kernel
 * version to the next, and that fail loudly where they do not. An edit file is
 * a list of edits; doc/kernel-edits.md explains its form:
 *
 *	name: ext4-punch-unlocked	(facts about the whole file, optional)
 *
 *	file: fs/ext4/inode.c
 *	function: ext4_punch_hole
 *	find:
 *		filemap_invalidate_lock(mapping);
 *	replace:
 *		if (!MUTANT)
 *			filemap_invalidate_lock(mapping);
 *
 * The text to find is compared without regard to white space and must be
 * there exactly once in that function (in the file, without one). An edit that
 * is not for every tree says for which (when.h).
 */
#ifndef FSLITMUS_KERNEL_EDIT_H
#define FSLITMUS_KERNEL_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/when.h"

enum edit_verb {
	EDIT_BEFORE,  /* lines before the one where the text begins */
	EDIT_AFTER,   /* lines after the one where the text ends */
	EDIT_REPLACE, /* in place of the text */
	EDIT_APPEND,  /* lines at the end of the file; finds nothing */
};

struct edit {
	char *file;	/* path in the tree */
	char *function; /* NULL: the whole file */
	char *find;
	char *text;
	enum edit_verb verb;
	bool needs_header;  /* a header of ours has to be included */
	bool optional;	    /* it only saves time: no harm where it fails */
	struct whens whens; /* for which trees it is meant */
	int line;	    /* where it stands in the edit file */
};

/* What a file says about itself before its first edit. */
struct edit_fact {
	char *key;
	char *value;
};

struct edit_file {
	char *path; /* as given, for messages */
	struct edit_fact *facts;
	size_t fact_count;
	struct whens whens; /* of all its edits */
	struct edit *edits;
	size_t edit_count;
};

/* Parses length bytes of text. Prints what is wrong and returns NULL. Free
 * with edit_file_free(). */
struct edit_file *edit_file_parse(const char *path, const char *text,
				  size_t length);
void edit_file_free(struct edit_file *file);

/* The value of a fact, or NULL. */
const char *edit_file_fact(const struct edit_file *file, const char *key);

/* Whether the edit is meant for that tree: its own conditions and those of its
 * file hold. */
bool edit_is_meant_for(const struct edit_file *file, const struct edit *edit,
		       const struct when_tree *tree);

/* Whether TEXT is in SOURCE, compared as find: is. */
bool edit_text_is_in(const char *source, const char *text);

/*
 * Applies one edit to the text of its file. Every MUTANT in the inserted text
 * becomes a test of that mutant; NULL: there is none, and the header included
 * is <linux/fslitmus.h> instead of its mutants' one. Returns the new text, or
 * NULL if the edit does not suit: then *WHY says where it is and which text is
 * missing or ambiguous. The caller frees both.
 */
char *edit_apply(const struct edit_file *file, const struct edit *edit,
		 const char *source, const char *mutant, char **why);

#endif
