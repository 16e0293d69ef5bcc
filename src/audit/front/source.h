/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One source file made readable for a C grammar that has never seen the
 * kernel's macros.
 *
 * source_load() reads a file and rewrites its text in place, keeping every
 * byte offset and line number: comments, strings and directives become
 * blanks, one branch of each #if is kept (the one with the feature
 * configured in), attribute words vanish, list_for_each_entry(...) becomes
 * while(...), types given as macro arguments become plain words, and so on.
 * What is left parses as C. source.c says what each step is for;
 * doc/audit.md says how many functions it rescues.
 *
 * On the way it notes, without parsing, which functions the file seems to
 * define, which names each uses and what tables put behind which field:
 * enough to leave out of the expensive steps what no audited operation
 * enters, and what can reach neither a lock nor the page cache.
 */
#ifndef FSLITMUS_AUDIT_FRONT_SOURCE_H
#define FSLITMUS_AUDIT_FRONT_SOURCE_H

#include "audit/front/symbol.h"

/*
 * A name where it is used: a plain one may be that of a function, the field
 * in "ops->field" stands for all functions that tables put there.
 */
struct use {
	sym name;
	bool is_field;
};

/* A function as the scanner sees it; without a name it is a table. */
struct outline {
	sym name;
	uint32_t head;		  /* where its definition begins */
	uint32_t start, end;	  /* bytes of the body, braces included */
	uint32_t first_use, uses; /* range in source.names */
	bool wanted;		  /* see reach.h */
};

/* ".field = value" of a table; without a field it is one of a plain list. */
struct entry {
	sym field, value;
};

/* A macro worth keeping: a flag's definition, or a wrapper of calls. */
struct macro {
	sym name;
	uint32_t line;
	bool is_function;
	bool wanted;		/* see reach.h */
	const char *parameters; /* "a, b" without parentheses, or "" */
	const char *body;
};

/* A macro used at file level: it may make an operation table. */
struct macro_use {
	sym name;
	uint32_t line;
	const char *arguments; /* text between the parentheses */
};

struct source {
	const char *path; /* relative to the tree; pool */
	char *text;	  /* NUL-terminated, rewritten; malloc */
	size_t length;
	uint32_t directory; /* its number; 0: it is not audited */
	VECTOR(struct outline) outlines;
	VECTOR(struct use) names;     /* of bodies, each once a body */
	VECTOR(struct entry) entries; /* of tables */
	VECTOR(struct macro) macros;
	VECTOR(struct macro_use) uses;
	VECTOR(sym) inode_fields;  /* of structs that embed an inode */
	uint32_t skipped_branches; /* #else branches not read */
};

/*
 * Reads root/path. Returns 0 or a negative errno; the source then holds
 * nothing. A file with a NUL byte or larger than 16 MiB is -EFBIG/-EILSEQ:
 * it is no kernel source.
 */
int source_load(struct source *source, const char *root, const char *path);
/* The same from text of the caller's, which is copied. */
void source_from_text(struct source *source, const char *path,
		      const char *text);
/* Frees the text and the lists; pool strings stay. */
void source_free(struct source *source);

#endif
