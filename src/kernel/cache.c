// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The cache of kernels: finds, adds and names its entries. entry.c reads and
 * writes a single one.
 */
#include "kernel/cache.h"

#include "base/error.h"
#include "base/memory.h"
#include "kernel/digest.h"
#include "kernel/entry.h"
#include "kernel/path.h"
#include "kernel/sums.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_LENGTH 16

char *cache_directory(const char *part)
{
	const char *cache = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	const struct passwd *user;

	if (cache && *cache == '/')
		return xasprintf("%s/fslitmus/%s", cache, part);
	if (!home || !*home) {
		user = getpwuid(geteuid());
		home = user ? user->pw_dir : "/nonexistent";
	}
	return xasprintf("%s/.cache/fslitmus/%s", home, part);
}

static int wanted_first(const void *a, const void *b)
{
	const struct kernel *left = a, *right = b;

	if (left->wanted != right->wanted)
		return left->wanted < right->wanted ? 1 : -1;
	return strcmp(left->key, right->key);
}

static void add_entry(struct kernel_list *list, const char *directory,
		      const char *key)
{
	struct kernel kernel;

	if (!entry_read(directory, key, &kernel))
		return;
	list->kernels = xrealloc(list->kernels, list->count + 1,
				 sizeof(kernel));
	list->kernels[list->count++] = kernel;
}

bool cache_is_key(const char *name)
{
	return strlen(name) == KEY_LENGTH && *name != '.' &&
	       strspn(name, "0123456789abcdef") == KEY_LENGTH;
}

struct kernel_list *cache_list(void)
{
	struct kernel_list *list = xcalloc(1, sizeof(*list));
	char *directory = cache_directory("kernels");
	DIR *entries = opendir(directory);
	struct dirent *entry;

	while (entries && (entry = readdir(entries)))
		if (cache_is_key(entry->d_name))
			add_entry(list, directory, entry->d_name);
	if (entries)
		closedir(entries);
	free(directory);
	if (list->count)
		qsort(list->kernels, list->count, sizeof(*list->kernels),
		      wanted_first);
	return list;
}

void cache_list_free(struct kernel_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		entry_clear(&list->kernels[i]);
	free(list->kernels);
	free(list);
}

bool cache_has(const char *key)
{
	struct kernel_list *list = cache_list();
	bool sound = false;

	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->kernels[i].key, key))
			sound = entry_is_sound(&list->kernels[i]);
	cache_list_free(list);
	return sound;
}

void cache_prefer(const char *key)
{
	char *cache = cache_directory("kernels");
	char *directory = xasprintf("%s/%s", cache, key);

	/* Nothing else changes a finished entry's directory. */
	utimensat(AT_FDCWD, directory, NULL, 0);
	free(directory);
	free(cache);
}

static bool is_wanted(const struct kernel *kernel, const char *prefix,
		      bool want_mutants)
{
	size_t length;

	if (!kernel_fits(kernel))
		return false;
	if (!prefix)
		return kernel->with_mutants == want_mutants &&
		       !kernel->with_kasan && !kernel->with_lockdep;
	length = strlen(prefix);
	return !strncmp(kernel->key, prefix, length) ||
	       !strncmp(kernel->build_id, prefix, length);
}

const struct kernel *cache_find(const struct kernel_list *list,
				const char *prefix, bool want_mutants)
{
	for (size_t i = 0; i < list->count; i++)
		if (is_wanted(&list->kernels[i], prefix, want_mutants) &&
		    entry_use(&list->kernels[i]))
			return &list->kernels[i];
	return NULL;
}

const struct kernel *cache_choose(const struct kernel_list *list,
				  const char *prefix, bool want_mutants)
{
	const struct kernel *kernel = cache_find(list, prefix, want_mutants);

	if (kernel || prefix || want_mutants)
		return kernel;
	for (size_t i = 0; i < list->count; i++)
		if (kernel_fits(&list->kernels[i]) &&
		    entry_use(&list->kernels[i]))
			return &list->kernels[i];
	return NULL;
}

int cache_begin(struct scratch *entry)
{
	char *directory = cache_directory("kernels");
	int status = path_make_directories(directory);

	if (!status) {
		status = scratch_open(entry, directory, CACHE_UNFINISHED);
		if (status)
			error("cannot make a directory in %s: %s", directory,
			      strerror(-status));
	}
	free(directory);
	return status ? -1 : 0;
}

int cache_commit(struct scratch *entry, const struct kernel *kernel)
{
	char *cache, *final;
	int status = 0;

	if (entry_write(entry->path, kernel))
		return -1;
	/* Another process may have just built the same kernel. */
	if (cache_has(kernel->key)) {
		scratch_close(entry);
		return 0;
	}
	cache = cache_directory("kernels");
	final = xasprintf("%s/%s", cache, kernel->key);
	/* A damaged entry of that name is replaced. */
	if (scratch_discard(entry->parent, kernel->key) == -EBUSY)
		warning("the damaged kernel %s is in use", final);
	/* Whoever can read the cache may use a finished entry. */
	if (!fchmod(entry->held, 0755) && !rename(entry->path, final))
		scratch_forget(entry);
	else
		status = error("cannot name the kernel %s: %s", final,
			       strerror(errno));
	entry_forget();
	free(final);
	free(cache);
	return status;
}

static char *alias_path(const char *alias)
{
	char *cache = cache_directory("kernels");
	char *path = xasprintf("%s/package-%s", cache, alias);

	free(cache);
	return path;
}

/* The key with a digest of it: a damaged key could name another kernel. NULL
 * after saying why there is no digest. */
static char *alias_line(const char *alias, const char *key)
{
	char hex[DIGEST_HEX];

	if (digest_of(alias, key, strlen(key), hex))
		return NULL;
	return xasprintf("%s %s\n", key, hex);
}

char *cache_recall(const char *alias)
{
	char *path = alias_path(alias);
	char *why = NULL, *text = sums_read(path, NULL, &why);
	char *key = NULL, *line = NULL;

	if (text && strlen(text) > KEY_LENGTH) {
		key = xasprintf("%.*s", KEY_LENGTH, text);
		line = alias_line(alias, key);
	}
	if (!line || strcmp(line, text)) {
		free(key);
		key = NULL;
	}
	free(line);
	free(text);
	free(why);
	free(path);
	return key;
}

int cache_remember(const char *alias, const char *key)
{
	char *path = alias_path(alias);
	char *line = alias_line(alias, key);
	int status = line ? path_replace(path, line, strlen(line)) :
			    FAILURE_NOT_RUN;

	free(line);
	free(path);
	return status;
}
