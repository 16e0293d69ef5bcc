/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names the auditor must know, because following calls ends there: the
 * kernel's lock primitives, what fills, maps, dirties, writes back and drops
 * the page cache, and what changes a filesystem's block map. Everything else
 * is found by following calls to one of these.
 */
#ifndef FSLITMUS_AUDIT_FRONT_NAMES_H
#define FSLITMUS_AUDIT_FRONT_NAMES_H

#include "audit/front/symbol.h"

enum event_kind {
	EVENT_NONE,
	EVENT_ADD,  /* a folio enters the cache */
	EVENT_READ, /* its contents are fetched, by the block map */
	EVENT_MAP,  /* a page table entry is set */
	EVENT_DIRTY,
	EVENT_FLUSH, /* dirty data is written back */
	EVENT_UNMAP,
	EVENT_DROP,    /* folios leave the cache */
	EVENT_CHANGE,  /* the block map changes */
	EVENT_SIZE,    /* i_size changes */
	EVENT_COMPARE, /* dedupe compares contents */
	EVENT_DIRECT,  /* direct I/O is submitted */
	EVENT_REMOVE,  /* one folio is taken out of the tree of a mapping */
	EVENT_KINDS
};

const char *event_name(enum event_kind kind);

enum lock_effect {
	LOCK_NONE,
	LOCK_TAKE,	/* always */
	LOCK_TAKE_ZERO, /* when it returns 0 */
	LOCK_TAKE_TRUE, /* when it returns non-zero or a pointer */
	LOCK_DROP,
	LOCK_DOWNGRADE,
	LOCK_PREPARE, /* names lock and mode of a holder, takes nothing */
};

enum lock_mode { MODE_SHARED = 1, MODE_EXCLUSIVE = 2 };

struct primitive {
	const char *name;
	enum event_kind event;
	enum event_kind event2; /* a second one, or EVENT_NONE */
	enum lock_effect effect;
	const char *lock;      /* fixed name, or NULL: from argument */
	signed char argument;  /* which argument is the lock */
	signed char mode_from; /* argument that gives the mode, or -1 */
	enum lock_mode mode;
	const char *exclusive; /* mode_from equal to this is exclusive */
	bool twice;	       /* takes or drops two of them */
	const char *path;      /* only in files below it, or NULL */
	bool spare;	       /* followed instead where the tree defines it */
};

/* The primitive of a name, or NULL. */
const struct primitive *primitive_of(sym name);
/* All of them; the last has no name. */
const struct primitive *names_primitives(void);
/* All names for which is_boundary() is true; NULL at the end. */
const char *const *names_boundaries(void);
/* Functions of the shared code that rules look at: always read; NULL ends. */
extern const char *const names_roots[];
/* Calls of these are not followed: they lead to memory reclaim, journals. */
bool is_boundary(sym name);
/* Code every filesystem shares, which calls are followed into. */
bool is_library_path(const char *path);
/* Whether it is a lock of the VFS's own inode or address space. */
bool is_vfs_lock(const char *lock);
/* One name for a lock that kernels of different age name differently. */
const char *lock_role(const char *lock);
/* Interns and indexes the tables; call once before the others. */
void names_init(void);
void names_free(void);

#endif
