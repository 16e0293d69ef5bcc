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
 * renamed. Files can be damaged later, so each is checked before its first use
 * in a command.
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
	char *key; /* 16 hexadecimal digits, the directory's name */
	char *directory;
	char *executable;
	char *symbols;	/* the unstripped vmlinux */
	char *build_id; /* hexadecimal */
	char *version;	/* "6.12.48" */
	char *source;	/* the tree or package it was built from */
	char *compiler;
	bool with_kasan;
	bool with_lockdep;
	bool with_mutants;
	char *left_out;	 /* mutants that its source does not suit: words */
	int interface;	 /* FSLITMUS_VERSION_OF_INTERFACE it has */
	long objects;	 /* how many object files it took */
	long long built; /* seconds since 1970 */
	/* When a build last came to it, cached or not: ns since 1970. */
	long long wanted;
};

struct kernel_list {
	struct kernel *kernels; /* the latest first */
	size_t count;
};

/* Whether it has the interface that guests of this version talk to. */
bool kernel_fits(const struct kernel *kernel);

/* Whether a seeded fault is in it; the name must be that of one. */
bool kernel_has_fault(const struct kernel *kernel, const char *mutant);

/* "stock", "mutants", "kasan", "lockdep" or "kasan, lockdep". */
const char *kernel_kind(const struct kernel *kernel);

/*
 * The cache's directory of "kernels" or "images", which need not exist. The
 * caller frees it. With neither XDG_CACHE_HOME nor HOME, it lies below the
 * user's home directory in the password database.
 */
char *cache_directory(const char *part);

/* Whether NAME is that of a kernel's directory. */
bool cache_is_key(const char *name);

/* All complete kernels; damaged entries are left out with a warning. */
struct kernel_list *cache_list(void);
void cache_list_free(struct kernel_list *list);

/* Whether these are still what was put there. If not, warns and says what to
 * do. */
bool kernel_symbols_are_sound(const struct kernel *kernel);
bool kernel_source_is_sound(const struct kernel *kernel);

/* Whether the kernel of that key is there and all its files are sound. */
bool cache_has(const char *key);

/*
 * Makes a cached kernel the first of the list: who builds an older tree again
 * means its kernel from then on. Without permission the order stays.
 */
void cache_prefer(const char *key);

/*
 * Finds the first kernel of the list that fits and is sound and whose key or
 * build id begins with PREFIX. With a PREFIX of NULL, the first without KASAN
 * and lockdep, and with mutants exactly if WANT_MUTANTS. NULL if there is none.
 * Points into the list. A kernel that was found is in use, so nobody removes it
 * (remove.h), until this process and those it forked have ended.
 */
const struct kernel *cache_find(const struct kernel_list *list,
				const char *prefix, bool want_mutants);

/*
 * The same; but if neither a PREFIX nor mutants are wanted and there is no such
 * kernel, the first of any kind that fits. With no fault chosen, a kernel with
 * mutants behaves like a stock one.
 */
const struct kernel *cache_choose(const struct kernel_list *list,
				  const char *prefix, bool want_mutants);

/* Makes a directory for a new entry, to be given to cache_commit() or closed.
 * Returns 0 or FAILURE_NOT_RUN after saying why. */
int cache_begin(struct scratch *entry);

/*
 * Writes kernel.json and the sums, renames the directory to its key and closes
 * ENTRY. Replaces an entry that is not sound. Returns 0 or FAILURE_NOT_RUN
 * after saying why.
 */
int cache_commit(struct scratch *entry, const struct kernel *kernel);

/*
 * Remembers the key of the kernel that was built from a package. ALIAS is a
 * digest of what the package's tar file looks like from outside, so it need not
 * be unpacked again. The caller frees what cache_recall() returns; NULL: not
 * known.
 */
char *cache_recall(const char *alias);
int cache_remember(const char *alias, const char *key);

#endif
