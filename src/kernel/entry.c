// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One entry of the cache: reads and writes its description, and checks its
 * files against their sums.
 */
#include "kernel/entry.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "fslitmus_uapi.h"
#include "kernel/path.h"
#include "kernel/source.h"
#include "kernel/sums.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FORMAT 1

/* The files of an entry. */
static const char *const files[] = { "linux",	    "vmlinux",	   "config",
				     KERNEL_SOURCE, "kernel.json", NULL };

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

bool kernel_has_fault(const struct kernel *kernel, const char *mutant)
{
	size_t length = strlen(mutant);
	const char *at = kernel->left_out;

	for (; (at = strstr(at, mutant)); at += length)
		if ((at == kernel->left_out || at[-1] == ' ') &&
		    (at[length] == ' ' || !at[length]))
			return false;
	return kernel->with_mutants;
}

static char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return xstrdup(text ? text : "");
}

static bool flag_of(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

void entry_clear(struct kernel *kernel)
{
	free(kernel->key);
	free(kernel->directory);
	free(kernel->executable);
	free(kernel->symbols);
	free(kernel->build_id);
	free(kernel->version);
	free(kernel->source);
	free(kernel->compiler);
	free(kernel->left_out);
}

/* A finished entry's directory changes when it is asked for: cache_prefer(). */
static long long entry_wanted(const char *directory)
{
	struct stat stat;

	if (lstat(directory, &stat))
		return 0;
	return stat.st_mtim.tv_sec * 1000000000ll + stat.st_mtim.tv_nsec;
}

static void entry_fill(struct kernel *kernel, const json_t *object,
		       const char *directory, const char *key)
{
	*kernel = (struct kernel){
		.key = xstrdup(key),
		.directory = xasprintf("%s/%s", directory, key),
		.executable = xasprintf("%s/%s/linux", directory, key),
		.symbols = xasprintf("%s/%s/vmlinux", directory, key),
		.build_id = text_of(object, "build_id"),
		.version = text_of(object, "version"),
		.source = text_of(object, "source"),
		.compiler = text_of(object, "compiler"),
		.left_out = text_of(object, "left_out"),
		.with_kasan = flag_of(object, "kasan"),
		.with_lockdep = flag_of(object, "lockdep"),
		.with_mutants = flag_of(object, "mutants"),
		.interface = json_integer_value(
			json_object_get(object, "interface")),
		.objects = json_integer_value(
			json_object_get(object, "objects")),
		.built = json_integer_value(json_object_get(object, "built")),
	};
	kernel->wanted = entry_wanted(kernel->directory);
}

/* Files that this process, or the one that forked it, has checked. */
static struct checked {
	struct checked *next;
	bool sound;
	char path[];
} * checked;

void entry_forget(void)
{
	while (checked) {
		struct checked *next = checked->next;

		free(checked);
		checked = next;
	}
}

static void remember_checked(const char *path, bool sound)
{
	size_t length = strlen(path) + 1;
	struct checked *new = xcalloc(1, sizeof(*new) + length);

	memcpy(new->path, path, length);
	new->sound = sound;
	new->next = checked;
	checked = new;
}

/* The command that builds that kernel; the caller frees it. */
static char *build_command(const struct kernel *kernel)
{
	bool is_package = source_is_package(kernel->source);

	return xasprintf("fslitmus kernel build%s%s%s%s%s",
			 is_package ? " --package " : " --tree ",
			 kernel->source,
			 kernel->with_kasan ? " --with kasan" : "",
			 kernel->with_lockdep ? " --with lockdep" : "",
			 kernel->with_mutants ? " --mutants" : "");
}

/* Warns, and says how to repair it. KERNEL is NULL if its description cannot
 * be read. */
static void warn_of(const char *entry, const char *why,
		    const struct kernel *kernel)
{
	char *command;

	if (!kernel) {
		warning("the cached kernel %s is damaged, or of an earlier "
			"version: %s; \"fslitmus kernel build\" builds one "
			"anew",
			entry, why);
		return;
	}
	command = build_command(kernel);
	warning("the cached kernel %s is damaged: %s; \"%s\" builds it anew",
		entry, why, command);
	free(command);
}

static char *check_file(const char *entry, const char *name, const char *path)
{
	char *why = sums_check(entry, name);

	if (!why && !strcmp(name, "linux") && access(path, X_OK))
		why = xasprintf("%s: %s", name, strerror(errno));
	return why;
}

/* Checks a file once in the life of the process, and warns of a bad one. */
static bool is_sound(const char *entry, const char *name,
		     const struct kernel *kernel)
{
	char *path = xasprintf("%s/%s", entry, name);
	const struct checked *known = checked;
	char *why = NULL;
	bool sound;

	while (known && strcmp(known->path, path))
		known = known->next;
	if (!known)
		why = check_file(entry, name, path);
	if (why)
		warn_of(entry, why, kernel);
	sound = known ? known->sound : !why;
	if (!known)
		remember_checked(path, sound);
	free(why);
	free(path);
	return sound;
}

/* The entry's kernel.json; NULL after warning why it cannot be used. */
static json_t *read_description(const char *entry)
{
	char *path;
	json_error_t problem;
	json_t *object;

	if (!is_sound(entry, "kernel.json", NULL))
		return NULL;
	path = xasprintf("%s/kernel.json", entry);
	object = json_load_file(path, 0, &problem);
	if (!object ||
	    json_integer_value(json_object_get(object, "format")) != FORMAT) {
		warning("%s is of another version; \"fslitmus kernel build\" "
			"makes that kernel anew",
			path);
		json_decref(object);
		object = NULL;
	}
	free(path);
	return object;
}

bool entry_read(const char *directory, const char *key, struct kernel *kernel)
{
	char *entry = xasprintf("%s/%s", directory, key);
	json_t *object = read_description(entry);
	bool usable = object != NULL;

	if (usable)
		entry_fill(kernel, object, directory, key);
	json_decref(object);
	free(entry);
	return usable;
}

/*
 * Keeps the kernel from being removed until this process ends: the descriptor
 * stays open on purpose. An entry that is held already is not held twice.
 */
static bool entry_hold(const struct kernel *kernel)
{
	static char *held;
	char *cache;
	int parent, fd;

	if (held && !strcmp(held, kernel->directory))
		return true;
	cache = cache_directory("kernels");
	parent = open(cache, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(cache);
	fd = parent < 0 ? -1 : scratch_hold(parent, kernel->key);
	if (parent >= 0)
		close(parent);
	if (fd < 0)
		return false;
	free(held);
	held = xstrdup(kernel->directory);
	return true;
}

bool entry_use(const struct kernel *kernel)
{
	/* A damaged entry is not held, so that a build can replace it. */
	return is_sound(kernel->directory, "linux", kernel) &&
	       entry_hold(kernel);
}

bool kernel_symbols_are_sound(const struct kernel *kernel)
{
	return is_sound(kernel->directory, "vmlinux", kernel);
}

bool kernel_source_is_sound(const struct kernel *kernel)
{
	return is_sound(kernel->directory, KERNEL_SOURCE, kernel);
}

bool entry_is_sound(const struct kernel *kernel)
{
	bool sound = true;

	for (int i = 0; files[i]; i++)
		sound = is_sound(kernel->directory, files[i], kernel) && sound;
	return sound;
}

static json_t *entry_describe(const struct kernel *kernel)
{
	return json_pack("{si ss ss ss ss sb sb sb ss si sI sI}", "format",
			 FORMAT, "build_id", kernel->build_id, "version",
			 kernel->version, "source", kernel->source, "compiler",
			 kernel->compiler, "kasan", kernel->with_kasan,
			 "lockdep", kernel->with_lockdep, "mutants",
			 kernel->with_mutants, "left_out",
			 kernel->left_out ?: "", "interface",
			 FSLITMUS_VERSION_OF_INTERFACE, "objects",
			 (json_int_t)kernel->objects, "built",
			 (json_int_t)kernel->built);
}

static int write_description(const char *directory, const struct kernel *kernel)
{
	char *path = xasprintf("%s/kernel.json", directory);
	json_t *object = entry_describe(kernel);
	int status = json_dump_file(object, path,
				    JSON_INDENT(2) | JSON_PRESERVE_ORDER);

	if (status)
		error("cannot write %s: %s", path, strerror(errno));
	json_decref(object);
	free(path);
	return status;
}

int entry_write(const char *directory, const struct kernel *kernel)
{
	return write_description(directory, kernel) ||
			       sums_write(directory, files) ?
		       -1 :
		       0;
}
