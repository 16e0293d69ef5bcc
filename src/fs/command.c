// SPDX-License-Identifier: GPL-2.0-or-later
/* Composes the commands that make, mount and check a filesystem. */
#include "fs/fs.h"

#include <stdio.h>
#include <string.h>

/* Both NULL and an empty MORE add nothing. */
static void command_append(char *text, const char *separator, const char *more)
{
	size_t used = strlen(text);

	if (more && *more)
		snprintf(text + used, FS_TEXT_SIZE - used, "%s%s",
			 used ? separator : "", more);
}

const char *fs_mkfs(const struct fs_config *config, enum fs_place place,
		    char *text)
{
	const struct fs_type *type = config->type;

	text[0] = '\0';
	if (!type->mkfs)
		return text;
	command_append(text, " ", type->mkfs);
	command_append(text, " ",
		       place == FS_LOOP ? type->mkfs_loop : type->mkfs_guest);
	command_append(text, " ", config->mkfs);
	return text;
}

const char *fs_options(const struct fs_config *config, enum fs_place place,
		       char *text)
{
	text[0] = '\0';
	command_append(text, ",", config->type->options);
	if (place == FS_LOOP)
		command_append(text, ",", config->type->options_loop);
	command_append(text, ",", config->options);
	return text;
}

/* A word that the shell would split is quoted. */
static void add_words(char *text, const char *separator, fs_words words)
{
	for (; *words; words++, separator = " ") {
		bool quoted = strchr(*words, ' ');

		command_append(text, separator, quoted ? "'" : *words);
		if (!quoted)
			continue;
		command_append(text, "", *words);
		command_append(text, "", "'");
	}
}

const char *fs_guest_mkfs(const struct fs_config *config, char *text)
{
	fs_mkfs(config, FS_GUEST, text);
	if (!text[0])
		return text;
	command_append(text, " ", FS_GUEST_DISK);
	if (config->after_mkfs) {
		add_words(text, " && ", config->after_mkfs);
		command_append(text, " ", FS_GUEST_DISK " >/dev/null");
	}
	return text;
}

const char *fs_guest_fsck(const struct fs_config *config, char *text)
{
	text[0] = '\0';
	if (!config->type->fsck)
		return text;
	if (config->before_fsck) {
		add_words(text, "", config->before_fsck);
		command_append(text, " ", FS_GUEST_DISK " >/dev/null 2>&1 &&");
	}
	command_append(text, " ", config->type->fsck);
	command_append(text, " ", FS_GUEST_DISK);
	return text;
}
