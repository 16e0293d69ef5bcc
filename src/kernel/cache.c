// SPDX-License-Identifier: GPL-2.0-or-later
#include "kernel/cache.h"

#include "base/error.h"
#include "fslitmus_uapi.h"
#include "kernel/path.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FORMAT 1
#define UNFINISHED ".unfinished-"

bool kernel_fits(const struct kernel *kernel)
{
	return kernel->interface == FSLITMUS_VERSION_OF_INTERFACE;
}

const char *kernel_kind(const struct kernel *kernel)
{
	if (kernel->with_mutants)
		return "mutants";
	if (kernel->with_kasan)
		return kernel->with_lockdep ? "kasan, lockdep" : "kasan";
	return kernel->with_lockdep ? "lockdep" : "stock";
}

char *cache_directory(void)
{
	const char *cache = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (cache && *cache == '/')
		return path_format("%s/fslitmus/kernels", cache);
	if (!home || !*home)
		die(EXIT_NOT_RUN, "neither XDG_CACHE_HOME nor HOME says where "
				  "kernels are cached");
	return path_format("%s/.cache/fslitmus/kernels", home);
}

static char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return path_format("%s", text ? text : "");
}

static bool flag_of(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

static void kernel_clear(struct kernel *kernel)
{
	free(kernel->key);
	free(kernel->directory);
	free(kernel->executable);
	free(kernel->symbols);
	free(kernel->build_id);
	free(kernel->version);
	free(kernel->source);
	free(kernel->compiler);
}

static void fill(struct kernel *kernel, const json_t *object,
		 const char *directory, const char *key)
{
	*kernel = (struct kernel){
		.key = path_format("%s", key),
		.directory = path_format("%s/%s", directory, key),
		.executable = path_format("%s/%s/linux", directory, key),
		.symbols = path_format("%s/%s/vmlinux", directory, key),
		.build_id = text_of(object, "build_id"),
		.version = text_of(object, "version"),
		.source = text_of(object, "source"),
		.compiler = text_of(object, "compiler"),
		.with_kasan = flag_of(object, "kasan"),
		.with_lockdep = flag_of(object, "lockdep"),
		.with_mutants = flag_of(object, "mutants"),
		.interface = json_integer_value(
			json_object_get(object, "interface")),
		.objects = json_integer_value(
			json_object_get(object, "objects")),
		.built = json_integer_value(json_object_get(object, "built")),
	};
}

static bool read_entry(const char *directory, const char *key,
		       struct kernel *kernel)
{
	char *path = path_format("%s/%s/kernel.json", directory, key);
	json_error_t problem;
	json_t *object = json_load_file(path, 0, &problem);
	bool usable = json_integer_value(json_object_get(object, "format")) ==
		      FORMAT;

	if (usable) {
		fill(kernel, object, directory, key);
		usable = !access(kernel->executable, X_OK);
		if (!usable)
			kernel_clear(kernel);
	}
	if (!usable)
		warning("%s is damaged or of another version; remove its "
			"directory to build that kernel anew", path);
	json_decref(object);
	free(path);
	return usable;
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

	if (!read_entry(directory, key, &kernel))
		return;
	longer = realloc(list->kernels, (list->count + 1) * sizeof(kernel));
	if (!longer)
		die(EXIT_NOT_RUN, "out of memory");
	list->kernels = longer;
	list->kernels[list->count++] = kernel;
}

struct kernel_list *cache_list(void)
{
	struct kernel_list *list = calloc(1, sizeof(*list));
	char *directory = cache_directory();
	DIR *entries = opendir(directory);
	struct dirent *entry;

	if (!list)
		die(EXIT_NOT_RUN, "out of memory");
	while (entries && (entry = readdir(entries)))
		if (strlen(entry->d_name) == 16 && entry->d_name[0] != '.')
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
		kernel_clear(&list->kernels[i]);
	free(list->kernels);
	free(list);
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
		if (is_wanted(&list->kernels[i], prefix, want_mutants))
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
		if (kernel_fits(&list->kernels[i]))
			return &list->kernels[i];
	return NULL;
}

char *cache_begin(void)
{
	char *directory = cache_directory();
	char *path = path_format("%s/" UNFINISHED "%ld", directory,
				 (long)getpid());

	path_remove_abandoned(directory, UNFINISHED);
	path_remove_tree(path);
	if (path_make_directories(path)) {
		free(path);
		path = NULL;
	}
	free(directory);
	return path;
}

static json_t *describe(const struct kernel *kernel)
{
	return json_pack("{si ss ss ss ss sb sb sb si sI sI}",
			 "format", FORMAT, "build_id", kernel->build_id,
			 "version", kernel->version, "source", kernel->source,
			 "compiler", kernel->compiler,
			 "kasan", kernel->with_kasan,
			 "lockdep", kernel->with_lockdep,
			 "mutants", kernel->with_mutants,
			 "interface", FSLITMUS_VERSION_OF_INTERFACE,
			 "objects", (json_int_t)kernel->objects,
			 "built", (json_int_t)kernel->built);
}

static int write_description(const char *directory,
			     const struct kernel *kernel)
{
	char *path = path_format("%s/kernel.json", directory);
	json_t *object = describe(kernel);
	int status = json_dump_file(object, path,
				    JSON_INDENT(2) | JSON_PRESERVE_ORDER);

	if (status)
		error("cannot write %s: %s", path, strerror(errno));
	json_decref(object);
	free(path);
	return status;
}

int cache_commit(const char *directory, const struct kernel *kernel)
{
	char *cache, *final;
	int status = 0;

	if (write_description(directory, kernel))
		return -1;
	cache = cache_directory();
	final = path_format("%s/%s", cache, kernel->key);
	if (rename(directory, final)) {
		/* Somebody else has just built the same one. */
		if (errno == ENOTEMPTY || errno == EEXIST)
			path_remove_tree(directory);
		else
			status = error("cannot name the kernel %s: %s", final,
				       strerror(errno));
	}
	free(final);
	free(cache);
	return status;
}

static char *alias_path(const char *alias)
{
	char *cache = cache_directory();
	char *path = path_format("%s/package-%s", cache, alias);

	free(cache);
	return path;
}

char *cache_recall(const char *alias)
{
	char *path = alias_path(alias);
	char *key = path_read(path, NULL);

	free(path);
	return key;
}

int cache_remember(const char *alias, const char *key)
{
	char *path = alias_path(alias);
	char *unfinished = path_format("%s-%ld", path, (long)getpid());
	int status = path_write(unfinished, key, strlen(key));

	if (!status && rename(unfinished, path))
		status = error("cannot write %s: %s", path, strerror(errno));
	free(unfinished);
	free(path);
	return status;
}
