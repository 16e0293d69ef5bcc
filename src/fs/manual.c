// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The configurations as rows of a list in fslitmus-list(1). ".It" begins a row
 * of mdoc(7), Cm is a word to be written, and Ta separates columns.
 */
#include <stdio.h>

#include "fs/fs.h"

static const char *manual_places(const struct fs_config *config)
{
	if (!fs_config_runs(config, FS_LOOP))
		return "uml";
	return fs_config_runs(config, FS_GUEST) ? "loop, uml" : "loop";
}

void fs_manual(FILE *out)
{
	const struct fs_config *config;

	for (size_t i = 0; (config = fs_config_at(i)); i++) {
		fprintf(out, ".It Cm %s Ta %s Ta %s", config->name,
			manual_places(config),
			config->type->package ? config->type->package : "-");
		if (config->mkfs)
			fprintf(out, " Ta %s", config->mkfs);
		if (config->options)
			fprintf(out, "%s-o %s", config->mkfs ? ", " : " Ta ",
				config->options);
		fputc('\n', out);
	}
}
