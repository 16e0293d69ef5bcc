// SPDX-License-Identifier: GPL-2.0-or-later
/* Makes the filesystem images of guests, caches them, and checks cached
 * ones. */
#include "machine/disk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "kernel/cache.h"
#include "kernel/digest.h"
#include "kernel/mkfs.h"
#include "kernel/path.h"
#include "kernel/sums.h"

/* To be changed with the way kernels are booted, which images depend on, and
 * with the format of cached images. */
#define IMAGE_VERSION "3"
#define DIGITS (DIGEST_HEX - 1)

/* Adds the tool itself: another version makes another image. */
static void disk_add_tool(struct digest *digest, const char *command)
{
	static const char *const places[] = { "/usr/sbin", "/sbin", "/usr/bin",
					      "/bin" };
	int length = strcspn(command, " ");
	struct stat status;

	for (int i = 0; i < 4; i++) {
		char *path = xasprintf("%s/%.*s", places[i], length, command);

		if (!stat(path, &status)) {
			digest_add(digest, "size", &status.st_size,
				   sizeof(status.st_size));
			digest_add(digest, "time", &status.st_mtim,
				   sizeof(status.st_mtim));
			free(path);
			return;
		}
		free(path);
	}
}

static char *disk_cached_path(const struct fs_config *config, const char *key)
{
	char mkfs[FS_TEXT_SIZE];
	struct digest *digest = digest_new();
	char *images = cache_directory("images"), *path;
	char hex[DIGEST_HEX];

	digest_add(digest, "version", IMAGE_VERSION, strlen(IMAGE_VERSION));
	fs_guest_mkfs(config, mkfs);
	digest_add(digest, "command", mkfs, strlen(mkfs));
	disk_add_tool(digest, mkfs);
	digest_finish(digest, hex);
	path = xasprintf("%s/%s/%s-%.16s", images, key, config->name, hex);
	free(images);
	return path;
}

static bool disk_has_its_digest(const char *data, size_t size)
{
	char hex[DIGEST_HEX];

	if (size < DIGITS)
		return false;
	digest_of("image", data, size - DIGITS, hex);
	return !memcmp(hex, data + size - DIGITS, DIGITS);
}

/* Copies the image if it is cached and sound. */
static int disk_fetch(const char *cached, const char *image)
{
	char *why = NULL;
	size_t size;
	char *data = sums_read(cached, &size, &why);
	bool absent = !data && errno == ENOENT;
	int status = -1;

	if (data && !disk_has_its_digest(data, size))
		why = xasprintf("its digest is not the one at its end");
	if (why && !absent)
		warning("the cached image %s is damaged: %s; it is made anew",
			cached, why);
	if (!why)
		status = path_write(image, data, size - DIGITS);
	free(data);
	free(why);
	return status;
}

/* Another process may be caching the same image. */
static int disk_keep(const char *image, const char *cached)
{
	char hex[DIGEST_HEX];
	size_t size;
	char *data = path_read(image, &size);

	if (!data)
		return error("cannot read %s: %s", image, strerror(errno));
	digest_of("image", data, size, hex);
	data = xrealloc(data, size + DIGEST_HEX, 1);
	memcpy(data + size, hex, DIGITS);
	if (!path_make_parents(cached))
		path_replace(cached, data, size + DIGITS);
	free(data);
	return 0;
}

/* The image has the same name in every root, since the lookup in the guest is
 * part of what decides an execution. */
int guest_disk_find(struct guest_setup *setup, const char *key)
{
	char *cached;
	int status;

	if (!setup->config->type->mkfs)
		return 0;
	setup->image = xasprintf("%s/image", setup->root);
	cached = disk_cached_path(setup->config, key);
	status = disk_fetch(cached, setup->image);
	if (status) {
		status = mkfs_in_guest(setup->config, setup->executable,
				       setup->image);
		if (!status)
			status = disk_keep(setup->image, cached);
	}
	free(cached);
	return status ? -1 : 0;
}

char *guest_disk_digest(const struct guest_setup *setup)
{
	char hex[DIGEST_HEX];
	size_t size;
	char *data;

	data = setup->image ? path_read(setup->image, &size) : NULL;
	if (!data)
		return NULL;
	digest_of("image", data, size, hex);
	free(data);
	return xstrdup(hex);
}
