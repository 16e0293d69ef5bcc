// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Prints a fact of every type of filesystem, one a line.
 *
 *   print names | sources | options
 */
#include <stdio.h>
#include <string.h>

#include "fs/fs.h"

static void print_words(const char *words)
{
	for (; words && *words; words += strspn(words, " ")) {
		int length = strcspn(words, " ");

		printf("%.*s\n", length, words);
		words += length;
	}
}

int main(int argc, char **argv)
{
	const struct fs_type *type;
	const struct fs_config *config;

	if (argc != 2)
		return 2;
	for (size_t i = 0; (type = fs_type_at(i)); i++) {
		if (!strcmp(argv[1], "sources"))
			print_words(type->sources);
		else if (!strcmp(argv[1], "options"))
			print_words(type->kernel_options);
		else if (!strcmp(argv[1], "names"))
			printf("%s\n%s\n", type->name, type->mount_type);
		else
			return 2;
	}
	for (size_t i = 0;
	     !strcmp(argv[1], "names") && (config = fs_config_at(i)); i++)
		printf("%s\n", config->name);
	return 0;
}
