/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernels built so far, under ${XDG_CACHE_HOME:-~/.cache}/fslitmus/kernels,
 * each in a directory named after what went into it:
 *
 *	linux		the executable, without debug information
 *	vmlinux		the same with symbols and debug information
 *	config		its configuration
 *	source.tar.zst	what it was compiled from (source_archive.h)
 *	kernel.json	what it is (struct kernel)
 *	sha256sums	that these are what was put there (sums.h)
 *
 * A directory is complete or absent: it is made under another name and
 * renamed. Its files may be damaged later; each is checked before it is used,
 * once in the life of a command.
 */
#ifndef FSLITMUS_KERNEL_CACHE_H
#define FSLITMUS_KERNEL_CACHE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/scratch.h"

#define KERNEL_SOURCE "source.tar.zst"

/* How the name of an entry begins until it is complete. */
#define CACHE_UNFINISHED ".unfinished-"

struct kernel {
	char *key;		/* 16 hexadecimal digits, the directory's name */
	char *directory;
	char *executable;
	char *symbols;		/* the unstripped vmlinux */
	char *build_id;		/* hexadecimal */
	char *version;		/* "6.12.48" */
	char *source;		/* the tree or package it was built from */
	char *compiler;
	bool with_kasan;
	bool with_lockdep;
	bool with_mutants;
	int interface;		/* FSLITMUS_VERSION_OF_INTERFACE it has */
	long objects;		/* how many object files it took */
	long long built;	/* seconds since 1970 */
};

struct kernel_list {
	struct kernel *kernels;	/* newest first */
	size_t count;
};

/* Whether it has the interface that guests of this version talk to. */
bool kernel_fits(const struct kernel *kernel);

/* "stock", "mutants", "kasan", "lockdep" or "kasan, lockdep". */
const char *kernel_kind(const struct kernel *kernel);

/* The cache's directory of "kernels" or "images", which need not exist; the
 * caller frees it. */
char *cache_directory(const char *part);

/* Is that the name of a kernel's directory? */
bool cache_is_key(const char *name);

/* All complete kernels; damaged entries are left out with a warning. */
struct kernel_list *cache_list(void);
void cache_list_free(struct kernel_list *list);

/* Are these still what was put there? Else says why not, and what to do. */
bool kernel_symbols_are_sound(const struct kernel *kernel);
bool kernel_source_is_sound(const struct kernel *kernel);

/* Is the kernel of that key there, and all of it sound? */
bool cache_has(const char *key);

/*
 * Of those that fit and are sound, the newest kernel whose key or build id
 * begins with prefix, or, with NULL, the newest without KASAN, lockdep and mutants; only
 * one with mutants where want_mutants. NULL if there is none. Points into the
 * list. What was found is in use until this process and those it forked end:
 * nobody removes it (remove.h).
 */
const struct kernel *cache_find(const struct kernel_list *list,
				const char *prefix, bool want_mutants);

/* The same, but with no prefix and no mutants wanted the newest of any kind
 * that fits where there is no such one: with none of its faults chosen a
 * kernel is like a stock one. */
const struct kernel *cache_choose(const struct kernel_list *list,
				  const char *prefix, bool want_mutants);

/* A directory for a new entry, to be given to cache_commit() or closed.
 * Returns 0 or, after saying why, -1. */
int cache_begin(struct scratch *entry);

/* Writes kernel.json and the sums and renames the directory to its key, in
 * the place of one that is not sound; ENTRY is closed then. Returns 0 or,
 * after saying why, -1. */
int cache_commit(struct scratch *entry, const struct kernel *kernel);

/* A package's tar file need not be unpacked to know its kernel: what it looks
 * like from outside, as a digest, is remembered with the key. */
char *cache_recall(const char *alias);
int cache_remember(const char *alias, const char *key);

#endif
