/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The audit of a kernel tree: which filesystem does what to the page cache
 * under which locks, and which of the rules that breaks.
 *
 *	struct audit audit;
 *
 *	if (audit_run(&audit, "linux-6.12", &options))
 *		...no kernel tree there, which was said...
 *	for (size_t i = 0; i < audit.findings.count; i++)
 *		...
 *	audit_free(&audit);
 *
 * Nothing here prints but what is wrong: a report (report.h) turns an audit
 * into text. Two
 * audits may live side by side (audit_diff compares them); their strings
 * belong to the pool of symbol.h and go with pool_free_all().
 */
#ifndef FSLITMUS_AUDIT_RULES_AUDIT_H
#define FSLITMUS_AUDIT_RULES_AUDIT_H

#include "audit/paths/flow.h"

enum column {
	COLUMN_FAULT,
	COLUMN_MAP_PAGES,
	COLUMN_MKWRITE,
	COLUMN_HUGE,
	COLUMN_READAHEAD,
	COLUMN_READ,
	COLUMN_WRITE,
	COLUMN_DIRECT,
	COLUMN_PUNCH,
	COLUMN_ZERO,
	COLUMN_WRITE_ZEROES,
	COLUMN_COLLAPSE,
	COLUMN_INSERT,
	COLUMN_TRUNCATE,
	COLUMN_REFLINK,
	COLUMN_DEDUPE,
	COLUMN_EXCHANGE,
	COLUMN_MOVE,
	COLUMN_SWAP,
	COLUMNS
};

/* UNCHECKED: what it is entered by is not in the tree. */
enum cell_kind { CELL_NONE, CELL_GENERIC, CELL_OWN, CELL_UNCHECKED };

/* A lock at the cache event of a cell. */
struct cell_lock {
	sym lock;
	uint8_t mode;	  /* enum lock_mode; the weaker of all paths */
	bool always;	  /* on every path, or only under when */
	const char *when; /* the condition, "some paths", or NULL */
};

#define MAX_CELL_LOCKS 6

struct cell {
	enum cell_kind kind;
	sym function_name;
	const struct function *function; /* NULL: not in the tree */
	const struct table *table;
	uint32_t line;		       /* of the slot */
	uint32_t others;	       /* more tables with another function */
	const struct summary *summary; /* NULL: not in the tree */
	enum event_kind event; /* the cache event found, or EVENT_NONE */
	const struct event *sample;
	uint8_t lock_count;
	struct cell_lock locks[MAX_CELL_LOCKS];
};

/* What a process asks to be read ahead; its cell stands beside readahead. */
#define AHEAD_NAME "readahead(2)/fadvise"

/* A row: a directory of fs/, or one file for tmpfs and the block layer. */
struct filesystem {
	const char *name;
	const struct directory *directory;
	const char *only_file;
	struct walk walk;
	struct cell cells[COLUMNS];
	struct cell ahead;		  /* see AHEAD_NAME */
	const struct summary *read_folio; /* how one folio is read in */
	bool empty;			  /* touches no page cache of its own */
};

struct audit;

enum confidence {
	CONFIDENCE_NOTE,
	CONFIDENCE_LOOK,
	CONFIDENCE_LIKELY,
	CONFIDENCE_CERTAIN
};

struct finding {
	const struct rule *rule;
	enum confidence confidence;
	const char *filesystem; /* "mm" for code they all share */
	enum column column;	/* COLUMNS when no operation is meant */
	const char *path;	/* where, in the tree */
	uint32_t line;
	sym function; /* the function that line is in */
	const char *message;
	const struct step *steps; /* how it is reached; may be NULL */
	const char *right;	  /* "ext4 punch, fs/ext4/inode.c:1" or NULL */
	const char *tests;	  /* patterns of litmus tests, or NULL */
	const char *command;	  /* that runs them, or NULL; see tests_map.h */
	const char *suppressed;	  /* the reason given, or NULL */
};

struct known_names;

struct rule {
	const char *id; /* I1 ... I4, clone */
	const char *title;
	const char *reason;
	const char *promise; /* of the contract: C1 ... C7 */
	void (*check)(struct audit *audit, const struct rule *rule);
	/* What it knows by name; the last has no names. May be NULL. */
	const struct known_names *known;
};

extern const struct rule *const audit_rules[]; /* NULL at the end */

struct audit_options {
	const char *filesystem;	  /* this one alone, or NULL */
	const char *rule;	  /* this rule alone, or NULL */
	const char *suppressions; /* path of a file, or NULL */
	bool parse_all;
};

/* Functions known by name that the tree lacks (known.h). */
struct missing_names {
	const char *names;   /* "a or b" */
	const char *without; /* what the audit lacks then */
};

struct audit {
	struct tree tree;
	struct scenario scenarios[COLUMNS];
	struct scenario with_folios;
	VECTOR(struct filesystem *) filesystems;
	VECTOR(struct finding) findings;
	VECTOR(struct missing_names) missing;
	size_t merged, unresolved, walked;
};

/*
 * Returns 0, or an enum failure after saying why: USAGE when root is no kernel
 * tree (neither fs/, mm/ nor block/), options name a filesystem that it does
 * not have, or the file of suppressions is wrong. audit_free() is for both.
 */
int audit_run(struct audit *audit, const char *root,
	      const struct audit_options *options);
void audit_free(struct audit *audit);

const char *column_name(enum column column);
/* "none", "generic", "own", "not checked". */
const char *cell_kind_name(enum cell_kind kind);
const char *confidence_name(enum confidence confidence);
/* "ext4_page_mkwrite [invalidate_lock shared]", "generic", "none". Pool. */
const char *cell_text(const struct cell *cell);
/* Only the locks: "i_rwsem X, invalidate_lock S if nowait". Pool. */
const char *cell_locks_text(const struct cell *cell);

/* For the rules. */
void audit_find(struct audit *audit, struct finding finding);
struct filesystem *audit_filesystem(const struct audit *audit,
				    const char *name);
/* Whether lock is held at the event, in that mode or a stronger one. */
const struct held *event_lock(const struct event *event, sym lock,
			      enum lock_mode mode);

#endif
