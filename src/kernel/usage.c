// SPDX-License-Identifier: GPL-2.0-or-later
/* Measures the disk space of the cache and of kernel builds. */
#include "kernel/usage.h"

#include <dirent.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "kernel/build.h"
#include "kernel/cache.h"
#include "kernel/path.h"

uint64_t usage_of(const char *path)
{
	char *paths[] = { (char *)path, NULL };
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV,
			     NULL);
	FTSENT *entry;
	uint64_t blocks = 0;

	if (!tree)
		out_of_memory();
	while ((entry = fts_read(tree)))
		/* Directories come twice. */
		if (entry->fts_info != FTS_DP && entry->fts_info != FTS_NS &&
		    entry->fts_info != FTS_ERR)
			blocks += entry->fts_statp->st_blocks;
	fts_close(tree);
	return blocks * 512;
}

/* Takes ownership of PATH. */
static void usage_add(struct usage *usage, const char *what, char *path)
{
	struct usage_place place = { what, path, usage_of(path) };

	usage->places = xrealloc(usage->places, usage->count + 1,
				 sizeof(place));
	usage->places[usage->count++] = place;
	usage->bytes += place.bytes;
}

static void add_build(struct usage *usage, const char *directory,
		      const char *name)
{
	char *path = xasprintf("%s/%s", directory, name);
	struct stat status;

	if (!lstat(path, &status) && S_ISDIR(status.st_mode) &&
	    status.st_uid == geteuid())
		usage_add(usage, "build", path);
	else
		free(path);
}

static void add_builds(struct usage *usage)
{
	const char *directory = build_directory();
	DIR *entries = opendir(directory);
	struct dirent *entry;

	while (entries && (entry = readdir(entries)))
		if (build_is_named_so(entry->d_name))
			add_build(usage, directory, entry->d_name);
	if (entries)
		closedir(entries);
}

/* Unfinished entries lie among the kernels but are counted apart. */
static void add_unfinished(struct usage *usage)
{
	char *directory = cache_directory("kernels");
	DIR *entries = opendir(directory);
	struct dirent *entry;
	uint64_t all = usage->bytes;

	while (entries && (entry = readdir(entries)))
		if (!strncmp(entry->d_name, CACHE_UNFINISHED,
			     strlen(CACHE_UNFINISHED)))
			usage_add(usage, "unfinished",
				  xasprintf("%s/%s", directory, entry->d_name));
	if (entries)
		closedir(entries);
	usage->places[0].bytes -= usage->bytes - all;
	usage->bytes = all;
	free(directory);
}

void usage_find(struct usage *usage)
{
	*usage = (struct usage){ .count = 0 };
	usage_add(usage, "kernels", cache_directory("kernels"));
	add_unfinished(usage);
	usage_add(usage, "images", cache_directory("images"));
	add_builds(usage);
}

void usage_free(struct usage *usage)
{
	for (size_t i = 0; i < usage->count; i++)
		free(usage->places[i].path);
	free(usage->places);
}
