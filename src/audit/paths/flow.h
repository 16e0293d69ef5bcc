/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What happens along the paths of a function: which locks are held when the
 * page cache is touched, and in which order.
 *
 * A walk follows every path of a function through calls, early returns and
 * gotos. Paths that differ in the locks they hold or in the order of what
 * happened stay apart (conditional locking stays a condition: the path
 * remembers which tests it passed); others are merged. Constants are
 * followed, so that xfs_ilock(ip, XFS_MMAPLOCK_EXCL) takes exactly that lock.
 * The result for a function and its constant arguments is kept and reused.
 *
 * What a walk does not see is in struct walk: paths merged for want of room
 * and calls through pointers that no table explains.
 */
#ifndef FSLITMUS_AUDIT_PATHS_FLOW_H
#define FSLITMUS_AUDIT_PATHS_FLOW_H

#include "audit/front/names.h"
#include "audit/front/tree.h"
#include "audit/paths/value.h"

#define MAX_HELD 10
#define MAX_GONE 4
#define MAX_BOUND 14

#define MAX_CHAIN 4

/*
 * A lock that is held, and where the path came to hold it: where and line as
 * the function at hand sees it (the call of a wrapper), chain from the
 * primitive outwards.
 */
struct held {
	sym lock;
	uint8_t mode; /* enum lock_mode */
	uint8_t depth;
	uint32_t line;
	const struct function *where;
	uint32_t chain[MAX_CHAIN];
};

/*
 * Whether two events saw one and the same acquisition, though one may have
 * seen it from deeper inside.
 */
bool held_same(const struct held *a, const struct held *b);

/* The order of what happened: one nibble a kind, the latest lowest. */
typedef uint64_t order_t;

/* Whether kind happened, and whether a happened after the last b. */
bool order_has(order_t order, enum event_kind kind);
bool order_after(order_t order, enum event_kind a, enum event_kind b);

struct held_set {
	uint8_t count, gone_count;
	struct held at[MAX_HELD];
	sym gone[MAX_GONE]; /* locks of the caller that were released */
};

/* A call on the way from the operation to an event. */
struct step {
	const struct function *in;
	uint32_t line;
	const struct step *next; /* inner; NULL: the event itself */
};

/* A condition under which a path ran. */
struct fact {
	sym text;
	bool holds;
};
#define MAX_FACTS 8

struct event {
	enum event_kind kind;
	sym primitive; /* the function that does it */
	const struct function *where;
	uint32_t line;
	struct held_set locks;
	order_t before;		 /* what happened before it */
	const struct step *path; /* outermost call first; last is here */
	uint8_t facts;
	struct fact fact[MAX_FACTS];
};

/* One way to leave a function. */
struct leave {
	struct held_set locks;
	order_t order;
	struct value value;
	flag_set out; /* of the flags a pointer argument points to */
};

struct summary {
	VECTOR(struct event) events;
	VECTOR(uint32_t) hashes; /* of the events */
	VECTOR(struct leave) leaves;
	bool running; /* being worked out: a recursion */
};

/* What is taken for granted in a walk: names and their truth. */
struct assumption {
	sym name;
	bool holds;
};

struct scenario {
	const char *name;
	bool folios;	/* follow folio locks too; they multiply the paths */
	uint32_t kinds; /* which events are of interest: 1 << kind */
	VECTOR(struct assumption) assumptions;
	uint32_t id;
};

struct walk {
	const struct tree *tree;
	const struct directory *directory; /* whose tables calls use */
	const char *only_file; /* tables of this file alone, or NULL */
	const struct scenario *scenario;
	struct memo *memo;
	int depth;
	size_t merged;	   /* paths merged for want of room */
	size_t unresolved; /* calls through unknown pointers */
	size_t walked;	   /* functions worked out */
};

/*
 * The walk of every operation of one filesystem shares its memo; start
 * another for another filesystem.
 */
void walk_init(struct walk *walk, const struct tree *tree,
	       const struct directory *directory, const char *only_file);
void walk_free(struct walk *walk);

/*
 * The summary of a function under a scenario; owned by the walk. The flags
 * are those of the parameter of that index, when it is not negative.
 */
const struct summary *walk_function(struct walk *walk,
				    const struct function *function,
				    const struct scenario *scenario,
				    int parameter, flag_set flags);

#endif
