// SPDX-License-Identifier: GPL-2.0-or-later
/* fslitmus list: tests, backends, filesystems, operations and formats. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/backend.h"
#include "base/error.h"
#include "cmd/cmd.h"
#include "cmd/corpus.h"
#include "fs/fs.h"
#include "op/op.h"
#include "report/format.h"

static void print_row(const char *name, const char *summary)
{
	printf("  %-28s %s\n", name, summary);
}

/* Describes a test by the first line of its comment, licences aside. */
static char *summary_of(char *doc)
{
	char *line;

	while ((line = strsep(&doc, "\n"))) {
		line += strspn(line, " ");
		if (*line && strncmp(line, "SPDX-", 5))
			return line;
	}
	return "";
}

static int list_test(const char *path)
{
	struct test test;

	if (corpus_load(path, &test))
		return EXIT_USAGE;
	print_row(test.name, summary_of(test.doc));
	return 0;
}

static int list_tests(void)
{
	struct corpus tests;
	int status = 0;

	if (corpus_find(0, NULL, &tests) < 0)
		status = EXIT_NOT_RUN;
	for (size_t i = 0; i < tests.count; i++)
		status = list_test(tests.path[i]) ?: status;
	corpus_free(&tests);
	return status;
}

static int list_operations(void)
{
	const struct op_type *type;

	for (size_t i = 0; (type = op_at(i)); i++)
		print_row(type->name, type->calls);
	return 0;
}

/* Where a filesystem can be tested, the package of its mkfs, and remarks. */
static void list_filesystem(const struct fs_config *config)
{
	const char *package = config->type->package;
	bool loop = fs_config_runs(config, FS_LOOP);
	bool uml = fs_config_runs(config, FS_GUEST);
	char summary[256];
	int length;

	length = snprintf(summary, sizeof(summary), "%-9s  %s",
			  loop && uml ? "loop, uml" :
			  loop	      ? "loop" :
					"uml",
			  package ? package : "-");
	if (config->mkfs)
		length += snprintf(summary + length, sizeof(summary) - length,
				   ", mkfs %s", config->mkfs);
	if (config->options)
		length += snprintf(summary + length, sizeof(summary) - length,
				   ", mount -o %s", config->options);
	if (config->boot)
		snprintf(summary + length, sizeof(summary) - length,
			 ", boot %s", config->boot[0]);
	print_row(config->name, summary);
}

static int list_filesystems(void)
{
	const struct fs_config *config;

	for (size_t i = 0; (config = fs_config_at(i)); i++)
		list_filesystem(config);
	return 0;
}

static int list_backends(void)
{
	const struct backend *backend;

	for (size_t i = 0; (backend = backend_at(i)); i++)
		print_row(backend->name, backend->summary);
	return 0;
}

static int list_formats(void)
{
	const struct format *format;
	char summary[128];

	for (size_t i = 0; (format = format_at(i)); i++) {
		snprintf(summary, sizeof(summary), "%s:%s%s%s", format->summary,
			 format->uses & FORMAT_RUN ? " run" : "",
			 format->uses & FORMAT_MUTANTS ? " mutants" : "",
			 format->uses & FORMAT_AUDIT ? " audit" : "");
		print_row(format->name, summary);
	}
	return 0;
}

static const struct list {
	const char *name;
	int (*print)(void);
	void (*manual)(FILE *out); /* the same as mdoc(7); NULL: not needed */
} lists[] = {
	{ "tests", list_tests, NULL },
	{ "operations", list_operations, op_manual },
	{ "filesystems", list_filesystems, fs_manual },
	{ "backends", list_backends, NULL },
	{ "formats", list_formats, NULL },
};

#define LISTS (sizeof(lists) / sizeof(lists[0]))

static int print_list(const char *name, bool manual)
{
	for (size_t i = 0; i < LISTS; i++) {
		if (strcmp(name, lists[i].name))
			continue;
		if (!manual || !lists[i].manual)
			return lists[i].print();
		lists[i].manual(stdout);
		return 0;
	}
	error("'%s' cannot be listed; expected tests, operations, "
	      "filesystems, backends or formats",
	      name);
	return EXIT_USAGE;
}

static int print_all(void)
{
	int status = 0;

	for (size_t i = 0; i < LISTS; i++) {
		printf("%s%s:\n", i ? "\n" : "", lists[i].name);
		status = lists[i].print() ?: status;
	}
	return status;
}

/* Used only to build the manual. */
/* clang-format off */
static const struct argp_option options[] = {
	{ "manual", 'm', 0, OPTION_HIDDEN, NULL, 0 },
	{ 0 },
};
/* clang-format on */

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	(void)arg;
	if (key != 'm')
		return ARGP_ERR_UNKNOWN;
	*(bool *)state->input = true;
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.args_doc = "[tests|operations|filesystems|backends|formats]...",
	.doc = "List tests, operations, filesystems, backends and formats; "
	       "without arguments, all of them.",
};

int cmd_list(int argc, char **argv)
{
	bool manual = false;
	int first, status = 0;

	argp_parse(&argp, argc, argv, 0, &first, &manual);
	if (first == argc)
		return print_all();
	for (int i = first; i < argc; i++)
		status = print_list(argv[i], manual) ?: status;
	return status;
}
