// SPDX-License-Identifier: GPL-2.0-or-later
/* Builds the commands that a report prints for running a test again. */
#include "run/repeat.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "fs/fs.h"

static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789%+,-./:=@_";

void put_shell_word(FILE *out, const char *word)
{
	if (*word && !word[strspn(word, plain)]) {
		fputs(word, out);
		return;
	}
	fputc('\'', out);
	for (; *word; word++)
		if (*word == '\'')
			fputs("'\\''", out);
		else
			fputc(*word, out);
	fputc('\'', out);
}

static const char *option_of(const struct place *place)
{
	if (!strcmp(place->backend->name, "uml"))
		return "--uml --fs ";
	return place->config ? "--fs " : "--dir ";
}

char *repeat_command(const struct run_plan *plan, const struct place *place,
		     const char *argument, uint64_t seed)
{
	char *text = NULL;
	size_t size;
	FILE *out = xopen_memstream(&text, &size);

	fputs("fslitmus run ", out);
	fputs(option_of(place), out);
	put_shell_word(out, place->config ? place->config->name : place->path);
	fprintf(out, "%s --seed %" PRIu64 " ", plan->repeat_options, seed);
	put_shell_word(out, argument);
	xclose_memstream(out);
	return text;
}

/* A configuration that was added to may have become another one. */
static const struct fs_config *guest_of(const struct run_plan *plan,
					const struct place *place)
{
	const struct environment *made = &place->environment;
	const struct run_options *how = &plan->options;

	if (!place->config)
		return fs_config_nearest(made->filesystem, NULL,
					 made->mount_options);
	if (place->config != place->config->type->configs ||
	    (!how->mkfs_options && !how->mount_options))
		return place->config;
	return fs_config_nearest(place->config->type->mount_type,
				 how->mkfs_options, how->mount_options ?: "");
}

char *scheduled_command(const struct run_plan *plan, const struct place *place,
			const char *argument)
{
	const struct fs_config *config;
	char *text = NULL;
	size_t size;
	FILE *out;

	if (!place->backend->live)
		return NULL;
	config = guest_of(plan, place);
	if (!config)
		return NULL;
	out = xopen_memstream(&text, &size);
	fprintf(out, "fslitmus run --uml --fs %s%s ", config->name,
		plan->strict ? " --strict" : "");
	put_shell_word(out, argument);
	xclose_memstream(out);
	return text;
}
