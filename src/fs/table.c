// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of filesystems, and the functions that look one up in it. */
#include "fs/types.h"

#include <fnmatch.h>
#include <string.h>
#include <sys/vfs.h>

static const struct fs_type *const types[] = {
	&fs_ext4, &fs_xfs,    &fs_f2fs,	    &fs_gfs2, &fs_btrfs,     &fs_tmpfs,
	&fs_ext2, &fs_zonefs, &fs_orangefs, &fs_fuse, &fs_hugetlbfs,
};

#define TYPES (sizeof(types) / sizeof(types[0]))

const struct fs_type *fs_type_at(size_t index)
{
	if (index < TYPES)
		return types[index];
	index -= TYPES;
	for (size_t i = 0; fs_remote[i].name; i++)
		if (i == index)
			return &fs_remote[i];
	return NULL;
}

const struct fs_type *fs_type_find(const char *name)
{
	const struct fs_type *type;

	for (size_t i = 0; (type = fs_type_at(i)); i++)
		if (!strcmp(type->name, name))
			return type;
	return NULL;
}

const struct fs_type *fs_type_of_mount(const char *mount_type)
{
	const struct fs_type *type;

	for (size_t i = 0; (type = fs_type_at(i)); i++)
		if (!strcmp(type->mount_type, mount_type))
			return type;
	return NULL;
}

bool fs_type_is_one_file(const struct fs_type *type)
{
	return type->sources && strncmp(type->sources, "fs/", 3);
}

const struct fs_type *fs_type_of_directory(int directory)
{
	const struct fs_type *type;
	struct statfs status;

	if (fstatfs(directory, &status))
		return NULL;
	for (size_t i = 0; (type = fs_type_at(i)); i++)
		/* f_type is signed on some machines, and has 32 bits. */
		if (type->magic && type->magic == (uint32_t)status.f_type)
			return type;
	return NULL;
}

const struct fs_config *fs_config_at(size_t index)
{
	for (size_t i = 0; i < TYPES; i++) {
		const struct fs_config *config = types[i]->configs;

		for (; config && config->name; config++)
			if (!index--)
				return config;
	}
	return NULL;
}

const struct fs_config *fs_config_find(const char *name)
{
	const struct fs_config *config;

	for (size_t i = 0; (config = fs_config_at(i)); i++)
		if (!strcmp(config->name, name))
			return config;
	return NULL;
}

bool fs_config_is_named(const struct fs_config *config, const char *word)
{
	if (!strcmp(word, "all"))
		return config == config->type->configs;
	return !fnmatch(word, config->name, 0);
}

bool fs_config_runs(const struct fs_config *config, enum fs_place place)
{
	if (place == FS_GUEST)
		return config->type->kernel_options;
	return config->type->guest_part == FS_NOTHING && !config->boot;
}

/* Does TEXT contain WORDS, with one of SEPARATORS or an end on each side? */
static bool has_words(const char *text, const char *words,
		      const char *separators)
{
	size_t length = strlen(words);
	const char *at = text;

	while (text && (at = strstr(at, words))) {
		if ((at == text || strchr(separators, at[-1])) &&
		    (!at[length] || strchr(separators, at[length])))
			return true;
		at++;
	}
	return false;
}

static bool is_made_with(const struct fs_config *config, const char *mkfs)
{
	const char *own = config->mkfs ? config->mkfs : "";
	const char *ordinary = config->type->configs->mkfs;

	if (!config->type->mkfs)
		return true;
	if (!mkfs || !*mkfs)
		return !config->after_mkfs &&
		       !strcmp(own, ordinary ? ordinary : "");
	return has_words(own, mkfs, " ");
}

const struct fs_config *fs_config_nearest(const char *mount_type,
					  const char *mkfs, const char *options)
{
	const struct fs_type *type = fs_type_of_mount(mount_type);
	const struct fs_config *made = NULL;

	if (!type || !type->configs || !fs_config_runs(type->configs, FS_GUEST))
		return NULL;
	for (const struct fs_config *at = type->configs; at->name; at++) {
		if (!is_made_with(at, mkfs))
			continue;
		if (at->options && has_words(options, at->options, ","))
			return at;
		if (!made && !at->options)
			made = at;
	}
	return made ? made : type->configs;
}
