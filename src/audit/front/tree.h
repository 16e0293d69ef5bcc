/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel tree as facts: the functions that can matter, and the tables.
 *
 * tree_load() reads fs/, mm/ and block/ below a root. Nothing is compiled or
 * configured, and each of the three may be missing. A function matters when
 * it can be reached from an audited operation and can itself reach a lock or
 * the page cache; the bodies of the others are not parsed, unless parse_all
 * asks for it (to count what the grammar cannot read).
 */
#ifndef FSLITMUS_AUDIT_FRONT_TREE_H
#define FSLITMUS_AUDIT_FRONT_TREE_H

#include "audit/front/ir.h"

/* fs/xfs, mm, block, or fs itself (the files directly in it). */
struct directory {
	const char *path;
	const char *name;     /* xfs, mm, block, vfs */
	struct table *tables; /* in no particular order */
	VECTOR(struct function *) functions;
	VECTOR(sym) inode_fields; /* of its own inode structs */
	struct directory *next;
	uint32_t id;
};

struct parse_failure {
	const char *path;
	uint32_t line;
	sym function;
};

struct tree {
	const char *root;
	struct directory *directories;
	struct function **by_name; /* indexed by symbol */
	size_t by_name_size;
	const struct macro **macro_by_name;
	VECTOR(struct macro) macros;
	VECTOR(struct function *) functions;
	VECTOR(struct parse_failure) failures;
	size_t files, bytes, functions_seen, functions_parsed;
	size_t skipped_branches;
	VECTOR(const char *) unreadable; /* "path: reason" */
	VECTOR(const char *) paths;	 /* of the files read */
	bool *used;			 /* names, indexed by symbol */
	size_t used_size;
};

/*
 * The fields of tables are those by which audited operations are entered;
 * NULL ends them. With only, of the directories below fs/ that one and the
 * shared code are read. Returns 0, or an enum failure after saying why: USAGE
 * when root holds none of fs/, mm/ and block/. Files that cannot be read are
 * listed in unreadable and left out.
 */
int tree_load(struct tree *tree, const char *root, const char *const *fields,
	      const char *only, bool parse_all);
void tree_free(struct tree *tree);

/*
 * The function a name means inside a file of a directory: a static one of
 * the same file, then one of the same directory, then the one of the shared
 * code. NULL when the tree does not define it.
 */
struct function *tree_function(const struct tree *tree, sym name,
			       const char *path,
			       const struct directory *directory);
struct directory *tree_directory(const struct tree *tree, const char *path);
/* Whether a field of this name is part of the filesystem's inode. */
bool directory_has_inode_field(const struct directory *directory, sym name);
/* Whether a function or macro that was read has this name or uses it. */
bool tree_has_name(const struct tree *tree, sym name);
/* Whether a file of this path was read, or one whose path begins with it. */
bool tree_has_path(const struct tree *tree, const char *path);
/* The flag macro of this name, or NULL. */
const struct macro *tree_macro(const struct tree *tree, sym name);

#endif
