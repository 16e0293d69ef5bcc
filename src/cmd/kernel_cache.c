// SPDX-License-Identifier: GPL-2.0-or-later
/* fslitmus kernel list and rm. */
#include "cmd/failure.h"
#include "cmd/kernel_cache.h"

#include <argp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/memory.h"
#include "kernel/cache.h"
#include "kernel/remove.h"
#include "kernel/usage.h"
#include "report/json_value.h"
#include "report/words.h"

enum { OPTION_JSON = 256, OPTION_OUTDATED, OPTION_ALL };

/* clang-format off */
static const struct argp_option list_options[] = {
	{ "json", OPTION_JSON, NULL, 0, "as one JSON object", 0 },
	{ 0 },
};
/* clang-format on */

static error_t parse_list(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case OPTION_JSON:
		*(bool *)state->input = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is not expected here", argument);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

/* An outdated kernel is not used, so its files are not checked. */
static const char *state_of(const struct kernel *kernel)
{
	if (!kernel_fits(kernel))
		return "outdated";
	return cache_has(kernel->key) ? "usable" : "damaged";
}

static const char *state_or_kind(const struct kernel *kernel)
{
	const char *state = state_of(kernel);

	return strcmp(state, "usable") ? state : kernel_kind(kernel);
}

static void print_kernel(const struct kernel *kernel)
{
	char built[32], size[WORDS_SIZE];
	time_t when = kernel->built;

	strftime(built, sizeof(built), "%Y-%m-%d %H:%M", localtime(&when));
	printf("%s  %-8s  %-14s  %s  %.12s  %10s  %s\n", kernel->key,
	       kernel->version, state_or_kind(kernel), built, kernel->build_id,
	       size_text(size, sizeof(size), usage_of(kernel->directory)),
	       kernel->source);
	if (*kernel->left_out)
		printf("%18swithout the faults that its source does not suit: "
		       "%s\n",
		       "", kernel->left_out);
}

static void print_line(const char *what, uint64_t bytes, const char *path)
{
	char size[WORDS_SIZE];

	printf("  %-10s %10s  %s\n", what, size_text(size, sizeof(size), bytes),
	       path);
}

static void print_usage(const struct usage *usage)
{
	if (!usage->bytes)
		return;
	putchar('\n');
	for (size_t i = 0; i < usage->count; i++)
		print_line(usage->places[i].what, usage->places[i].bytes,
			   usage->places[i].path);
	print_line("total", usage->bytes, "");
}

static json_t *words_json(const char *text)
{
	json_t *array = json_array();
	char *words = xstrdup(text), *rest = words, *word;

	while ((word = strsep(&rest, " ")))
		if (*word)
			json_append(array, json_string(word));
	free(words);
	return array;
}

static json_t *kernel_json(const struct kernel *kernel)
{
	json_t *object = json_object();

	json_put_text(object, "key", kernel->key);
	json_put_text(object, "version", kernel->version);
	json_put_text(object, "kind", kernel_kind(kernel));
	json_put_text(object, "state", state_of(kernel));
	json_put_number(object, "built", kernel->built);
	json_put_text(object, "build_id", kernel->build_id);
	json_put_text(object, "source", kernel->source);
	json_put_text(object, "compiler", kernel->compiler);
	json_put(object, "left_out", words_json(kernel->left_out));
	json_put_text(object, "path", kernel->directory);
	json_put_number(object, "bytes", usage_of(kernel->directory));
	return object;
}

static json_t *place_json(const struct usage_place *place)
{
	json_t *object = json_object();

	json_put_text(object, "what", place->what);
	json_put_text(object, "path", place->path);
	json_put_number(object, "bytes", place->bytes);
	return object;
}

static void print_json(const struct kernel_list *list,
		       const struct usage *usage)
{
	json_t *object = json_object(), *kernels = json_array();
	json_t *places = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_append(kernels, kernel_json(&list->kernels[i]));
	for (size_t i = 0; i < usage->count; i++)
		json_append(places, place_json(&usage->places[i]));
	json_put(object, "kernels", kernels);
	json_put(object, "places", places);
	json_put_number(object, "bytes", usage->bytes);
	json_dumpf(object, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	putchar('\n');
	json_decref(object);
}

static void print_text(const struct kernel_list *list,
		       const struct usage *usage)
{
	for (size_t i = 0; i < list->count; i++)
		print_kernel(&list->kernels[i]);
	if (!list->count)
		fputs("no kernel is built yet; \"fslitmus kernel build\" "
		      "makes one\n",
		      stderr);
	print_usage(usage);
}

int cmd_kernel_list(int argc, char **argv)
{
	/* clang-format off */
	static const struct argp argp = {
		list_options, parse_list, NULL,
		"Lists the kernels built so far: key, version, kind, when "
		"built, build id, size, source; then what takes space on "
		"disks.", NULL, NULL, NULL,
	};
	/* clang-format on */
	struct kernel_list *list;
	struct usage usage;
	bool json = false;

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &json);
	list = cache_list();
	usage_find(&usage);
	if (json)
		print_json(list, &usage);
	else
		print_text(list, &usage);
	usage_free(&usage);
	cache_list_free(list);
	return 0;
}

/* clang-format off */
static const struct argp_option rm_options[] = {
	{ "outdated", OPTION_OUTDATED, NULL, 0, "those that this version "
	  "cannot use: another one built them, or they are damaged", 0 },
	{ "all", OPTION_ALL, NULL, 0, "all of them", 0 },
	{ 0 },
};
/* clang-format on */

struct rm_arguments {
	char **keys;
	int count;
	bool outdated, all;
};

static void check_rm(const struct rm_arguments *arguments,
		     struct argp_state *state)
{
	if (!arguments->count + !arguments->outdated + !arguments->all != 2)
		argp_error(state, "expected KEY, --outdated or --all: one of "
				  "the three");
	for (int i = 0; i < arguments->count; i++)
		if (!*arguments->keys[i])
			argp_error(state, "expected a key or build id, not an "
					  "empty word");
}

static error_t parse_rm(int key, char *argument, struct argp_state *state)
{
	struct rm_arguments *arguments = state->input;

	(void)argument;
	switch (key) {
	case OPTION_OUTDATED:
		arguments->outdated = true;
		return 0;
	case OPTION_ALL:
		arguments->all = true;
		return 0;
	case ARGP_KEY_ARGS:
		arguments->keys = state->argv + state->next;
		arguments->count = state->argc - state->next;
		return 0;
	case ARGP_KEY_END:
		check_rm(arguments, state);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static int removed;

static void tell_removed(const char *what)
{
	printf("removed %s\n", what);
	removed++;
}

int cmd_kernel_rm(int argc, char **argv)
{
	static const struct argp argp = {
		rm_options,
		parse_rm,
		"KEY...\n--outdated\n--all",
		"Removes cached kernels, with the images made in them. KEY is "
		"a key or build id, or its beginning. One that is in use "
		"stays.",
		NULL,
		NULL,
		NULL,
	};
	struct rm_arguments arguments = { .count = 0 };
	int status = 0, failed;

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	for (int i = 0; i < arguments.count; i++) {
		failed = remove_kernel(arguments.keys[i], tell_removed);
		status = failed ? failed : status;
	}
	if (!arguments.count)
		status = remove_kernels(arguments.all, tell_removed);
	if (!removed && !status)
		fputs("there was nothing to remove\n", stderr);
	return failure_status(status);
}
