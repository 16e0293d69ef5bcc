// SPDX-License-Identifier: GPL-2.0-or-later
#include "kernel/cache.h"

#include "base/error.h"
#include "kernel/digest.h"
#include "kernel/entry.h"
#include "kernel/path.h"
#include "kernel/sums.h"

#include <dirent.h>
#include <errno.h>
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

	if (cache && *cache == '/')
		return path_format("%s/fslitmus/%s", cache, part);
	if (!home || !*home)
		die(EXIT_NOT_RUN, "neither XDG_CACHE_HOME nor HOME says where "
				  "kernels are cached");
	return path_format("%s/.cache/fslitmus/%s", home, part);
}

static int newest_first(const void *a, const void *b)
{
	const struct kernel *left = a, *right = b;

	if (left->built != right->built)
		return left->built < right->built ? 1 : -1;
	return strcmp(left->key, right->key);
}

static void add_entry(struct kernel_list *list, const char *directory,
		      const char *key)
{
	struct kernel kernel;
	struct kernel *longer;

	if (!entry_read(directory, key, &kernel))
		return;
	longer = realloc(list->kernels, (list->count + 1) * sizeof(kernel));
	if (!longer)
		die(EXIT_NOT_RUN, "out of memory");
	list->kernels = longer;
	list->kernels[list->count++] = kernel;
}

bool cache_is_key(const char *name)
{
	return strlen(name) == KEY_LENGTH && *name != '.' &&
	       strspn(name, "0123456789abcdef") == KEY_LENGTH;
}

struct kernel_list *cache_list(void)
{
	struct kernel_list *list = calloc(1, sizeof(*list));
	char *directory = cache_directory("kernels");
	DIR *entries = opendir(directory);
	struct dirent *entry;

	if (!list)
		die(EXIT_NOT_RUN, "out of memory");
	while (entries && (entry = readdir(entries)))
		if (cache_is_key(entry->d_name))
			add_entry(list, directory, entry->d_name);
	if (entries)
		closedir(entries);
	free(directory);
	if (list->count)
		qsort(list->kernels, list->count, sizeof(*list->kernels),
		      newest_first);
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
	/* Somebody else may have just built the same one. */
	if (cache_has(kernel->key)) {
		scratch_close(entry);
		return 0;
	}
	cache = cache_directory("kernels");
	final = path_format("%s/%s", cache, kernel->key);
	/* In the place of one that is damaged. */
	if (scratch_discard(entry->parent, kernel->key) == -EBUSY)
		warning("the damaged kernel %s is in use", final);
	/* What is finished may be used by all who may look into the cache. */
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
	char *path = path_format("%s/package-%s", cache, alias);

	free(cache);
	return path;
}

/* The key and a digest, for a wrong key would name another kernel. */
static char *alias_line(const char *alias, const char *key)
{
	char hex[DIGEST_HEX];

	digest_of(alias, key, strlen(key), hex);
	return path_format("%s %s\n", key, hex);
}

char *cache_recall(const char *alias)
{
	char *path = alias_path(alias);
	char *why = NULL, *text = sums_read(path, NULL, &why);
	char *key = NULL, *line = NULL;

	if (text && strlen(text) > KEY_LENGTH) {
		key = path_format("%.*s", KEY_LENGTH, text);
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
	int status = path_replace(path, line, strlen(line));

	free(line);
	free(path);
	return status;
}
