// SPDX-License-Identifier: GPL-2.0-or-later
/* Removes kernels, their images and unfinished entries from the cache. */
#include "kernel/remove.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "kernel/build_lock.h"
#include "kernel/cache.h"
#include "kernel/path.h"

/* A directory of the cache, "kernels" or "images", and the names in it. */
struct part {
	char *path;
	int fd; /* -1: there is no such directory */
	char **names;
	size_t count;
};

static void add_name(struct part *part, const char *name)
{
	part->names = xrealloc(part->names, part->count + 1,
			       sizeof(*part->names));
	part->names[part->count++] = xstrdup(name);
}

static void part_open(struct part *part, const char *name)
{
	DIR *entries;
	struct dirent *entry;

	*part = (struct part){ .path = cache_directory(name) };
	part->fd = open(part->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	entries = part->fd < 0 ? NULL : opendir(part->path);
	while (entries && (entry = readdir(entries)))
		if (entry->d_name[0] != '.')
			add_name(part, entry->d_name);
	if (entries)
		closedir(entries);
}

static void part_close(struct part *part)
{
	for (size_t i = 0; i < part->count; i++)
		free(part->names[i]);
	free(part->names);
	free(part->path);
	if (part->fd >= 0)
		close(part->fd);
}

static int part_discard(const struct part *part, const char *name)
{
	int failed = scratch_discard(part->fd, name);

	/* Earlier versions kept images as plain files here. */
	if (failed == -ENOTDIR)
		failed = unlinkat(part->fd, name, 0) ? -errno : 0;
	if (failed == -EBUSY)
		return error("%s/%s is in use, by a guest or another command",
			     part->path, name);
	if (failed == -EPERM)
		return error("%s/%s belongs to another user", part->path, name);
	return failed ? error("cannot remove %s/%s: %s", part->path, name,
			      strerror(-failed)) :
			0;
}

static bool part_has(const struct part *part, const char *name)
{
	return !faccessat(part->fd, name, F_OK, AT_SYMLINK_NOFOLLOW);
}

static bool begins_with(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

/* Removes the lock unless a process holds it. */
static void remove_lock(const struct part *kernels, const char *name)
{
	int fd = openat(kernels->fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	if (!flock(fd, LOCK_EX | LOCK_NB))
		unlinkat(kernels->fd, name, 0);
	close(fd);
}

/* Removes what killed builds left. Running builds hold their entries. */
static void remove_unfinished(const struct part *kernels, remove_told *tell)
{
	DIR *entries = kernels->fd < 0 ? NULL : opendir(kernels->path);
	struct dirent *entry;

	while (entries && (entry = readdir(entries))) {
		if (begins_with(entry->d_name, BUILD_LOCK_PREFIX))
			remove_lock(kernels, entry->d_name);
		if (begins_with(entry->d_name, CACHE_UNFINISHED) &&
		    !scratch_discard(kernels->fd, entry->d_name))
			tell(entry->d_name);
	}
	if (entries)
		closedir(entries);
}

/* Removes images of kernels that are gone, and aliases that name them. */
static int remove_leftovers(const struct part *kernels, remove_told *tell)
{
	struct part images;
	int status = 0;

	remove_unfinished(kernels, tell);
	part_open(&images, "images");
	for (size_t i = 0; i < images.count; i++) {
		char *name;

		if (part_has(kernels, images.names[i]))
			continue;
		name = xasprintf("images/%s", images.names[i]);
		if (part_discard(&images, images.names[i]))
			status = FAILURE_NOT_RUN;
		else
			tell(name);
		free(name);
	}
	part_close(&images);
	for (size_t i = 0; i < kernels->count; i++) {
		const char *name = kernels->names[i];
		char *key;

		if (strncmp(name, "package-", 8))
			continue;
		key = cache_recall(name + 8);
		if (!key || !part_has(kernels, key))
			unlinkat(kernels->fd, name, 0);
		free(key);
	}
	return status;
}

static bool is_meant(const char *key, const char *prefix,
		     const struct kernel_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->kernels[i].key, key))
			return begins_with(key, prefix) ||
			       begins_with(list->kernels[i].build_id, prefix);
	return begins_with(key, prefix);
}

static bool is_usable(const char *key, const struct kernel_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->kernels[i].key, key))
			return kernel_fits(&list->kernels[i]) && cache_has(key);
	return false;
}

static const char *find_only(const struct part *kernels, const char *prefix)
{
	struct kernel_list *list = cache_list();
	const char *found = NULL;
	int count = 0;

	for (size_t i = 0; i < kernels->count; i++) {
		if (!cache_is_key(kernels->names[i]) ||
		    !is_meant(kernels->names[i], prefix, list))
			continue;
		found = kernels->names[i];
		count++;
	}
	cache_list_free(list);
	if (count == 1)
		return found;
	error(count ? "%s is the beginning of more than one key or build id" :
		      "no cached kernel has a key or build id that begins "
		      "with '%s'; \"fslitmus kernel list\" shows them",
	      prefix);
	return NULL;
}

int remove_kernel(const char *prefix, remove_told *tell)
{
	struct part kernels;
	const char *key;
	int status = FAILURE_NOT_RUN;

	part_open(&kernels, "kernels");
	key = find_only(&kernels, prefix);
	if (!key) {
		status = FAILURE_USAGE;
	} else if (!part_discard(&kernels, key)) {
		tell(key);
		status = remove_leftovers(&kernels, tell);
	}
	part_close(&kernels);
	return status;
}

int remove_kernels(bool all, remove_told *tell)
{
	struct kernel_list *list = cache_list();
	struct part kernels;
	int status = 0;

	part_open(&kernels, "kernels");
	for (size_t i = 0; i < kernels.count; i++) {
		const char *key = kernels.names[i];

		if (!cache_is_key(key) || (!all && is_usable(key, list)))
			continue;
		if (part_discard(&kernels, key))
			status = FAILURE_NOT_RUN;
		else
			tell(key);
	}
	cache_list_free(list);
	if (remove_leftovers(&kernels, tell))
		status = FAILURE_NOT_RUN;
	part_close(&kernels);
	return status;
}
