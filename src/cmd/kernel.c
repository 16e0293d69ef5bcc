// SPDX-License-Identifier: GPL-2.0-or-later
/* fslitmus kernel boot, build, image and mutants. */
#include "base/error.h"
#include "base/interrupt.h"
#include "base/output.h"
#include "cmd/cmd.h"
#include "cmd/failure.h"
#include "cmd/kernel.h"
#include "cmd/kernel_cache.h"
#include "kernel/boot.h"
#include "kernel/build.h"
#include "kernel/cache.h"
#include "kernel/mkfs.h"
#include "kernel/symbols.h"
#include "timeline/kernel_functions.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	OPTION_TREE = 256,
	OPTION_PACKAGE,
	OPTION_WITH,
	OPTION_MUTANTS,
	OPTION_KEEP
};

/* clang-format off */
static const struct argp_option build_options[] = {
	{ "tree", OPTION_TREE, "DIR", 0,
	  "build from this Linux source tree, which is not changed", 0 },
	{ "package", OPTION_PACKAGE, "NAME", 0,
	  "build from this Debian package (linux-source-6.12), or from its tar "
	  "file", 0 },
	{ "with", OPTION_WITH, "WHAT", 0, "add kasan or lockdep", 0 },
	{ "mutants", OPTION_MUTANTS, NULL, 0,
	  "compile the seeded faults in, to be chosen at boot", 0 },
	{ "jobs", 'j', "N", 0, "compilers at a time (one per processor)", 0 },
	{ "keep", OPTION_KEEP, NULL, 0,
	  "keep the edited tree and its objects, and say where", 0 },
	{ "quiet", 'q', NULL, 0, "no progress", 0 },
	{ 0 },
};
/* clang-format on */

/* What is built if nothing else is asked for. */
#define PACKAGE "linux-source-6.12"

static const struct argp_option no_options[] = { { 0 } };

static void read_with(const char *what, struct kernel_options *options,
		      struct argp_state *state)
{
	if (!strcmp(what, "kasan"))
		options->with_kasan = true;
	else if (!strcmp(what, "lockdep"))
		options->with_lockdep = true;
	else
		argp_error(state, "--with %s: expected kasan or lockdep", what);
}

static int read_jobs(const char *text, struct argp_state *state)
{
	char *end;
	long jobs = strtol(text, &end, 10);

	if (*end || end == text || jobs < 1 || jobs > 1024)
		argp_error(state,
			   "--jobs %s: expected a number from 1 to "
			   "1024",
			   text);
	return jobs;
}

/* Minutes on one processor, measured with --mutants on a machine with two. */
#define BUILD_MINUTES 11

/* Says how long it will take before it starts. */
static void announce_build(void)
{
	static bool was_said;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (was_said)
		return;
	was_said = true;
	if (processors < 1)
		processors = 1;
	fprintf(stderr,
		"fslitmus: kernel: building one takes about %ld min on "
		"%ld processor%s; it is cached then\n",
		(BUILD_MINUTES + processors - 1) / processors, processors,
		processors == 1 ? "" : "s");
}

/* On a terminal, one line that is redrawn; otherwise a line for each step. */
static void show_progress(const char *what, double share, double seconds_left)
{
	static const char *last;
	int minutes = seconds_left / 60;

	announce_build();
	if (!isatty(STDERR_FILENO)) {
		if (!last || strcmp(last, what))
			fprintf(stderr, "fslitmus: kernel: %s\n", what);
		last = what;
		return;
	}
	fprintf(stderr, "\r\033[Kfslitmus: kernel: %s", what);
	if (share >= 0)
		fprintf(stderr, ", %d%%", (int)(share * 100));
	if (minutes > 0)
		fprintf(stderr, ", about %d min left", minutes + 1);
	else if (seconds_left >= 0)
		fprintf(stderr, ", about %d s left", (int)seconds_left + 1);
}

static error_t parse_build(int key, char *argument, struct argp_state *state)
{
	struct kernel_request *request = state->input;

	switch (key) {
	case OPTION_TREE:
		request->source.tree = argument;
		return 0;
	case OPTION_PACKAGE:
		request->source.package = argument;
		return 0;
	case OPTION_WITH:
		read_with(argument, &request->options, state);
		return 0;
	case OPTION_MUTANTS:
		request->options.with_mutants = true;
		return 0;
	case OPTION_KEEP:
		request->keep = true;
		return 0;
	case 'j':
		request->jobs = read_jobs(argument, state);
		return 0;
	case 'q':
		request->progress = NULL;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is not expected here", argument);
		return 0;
	case ARGP_KEY_END:
		if (request->source.tree && request->source.package)
			argp_error(state, "--tree and --package exclude each "
					  "other");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

/* A new version of Linux may have renamed what timelines know by name. */
static void tell_missing_names(const struct kernel *kernel)
{
	struct symbols *symbols = symbols_open(kernel->symbols);

	if (symbols)
		kernel_functions_print_missing(stderr, symbols);
	symbols_close(symbols);
}

static void print_built(const char *key, bool was_cached)
{
	struct kernel_list *list = cache_list();
	const struct kernel *kernel = cache_find(list, key, false);

	if (kernel && !was_cached)
		tell_missing_names(kernel);
	if (kernel)
		printf("%s %s: Linux %s (%s), build id %s\n%s\n",
		       was_cached ? "cached" : "built", kernel->key,
		       kernel->version, kernel_kind(kernel), kernel->build_id,
		       kernel->executable);
	cache_list_free(list);
}

static int run_build(int argc, char **argv)
{
	static const struct argp argp = {
		build_options,
		parse_build,
		NULL,
		"Builds a User-Mode Linux kernel with schedule control and "
		"caches it by what went into it.",
		NULL,
		NULL,
		NULL,
	};
	struct kernel_request request = {
		.jobs = sysconf(_SC_NPROCESSORS_ONLN),
		.progress = show_progress,
	};
	bool was_cached = false;
	char *key = NULL;
	int status;

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &request);
	if (!request.source.tree && !request.source.package)
		request.source.package = PACKAGE;
	status = failure_status(kernel_build(&request, &key, &was_cached));
	if (request.progress && isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	if (!status)
		print_built(key, was_cached);
	free(key);
	return status;
}

int kernel_build_now(const char *package, bool with_mutants)
{
	struct kernel_request request = {
		.source = { .package = package ?: PACKAGE },
		.options = { .with_mutants = with_mutants },
		.jobs = sysconf(_SC_NPROCESSORS_ONLN),
		.progress = show_progress,
	};
	bool was_cached;
	char *key = NULL;
	int status = failure_status(kernel_build(&request, &key, &was_cached));

	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	free(key);
	return status;
}

struct sought {
	const char *name;
	bool found;
};

static void compare_mutant(const struct kernel_mutant *mutant, void *data)
{
	struct sought *sought = data;

	sought->found |= !strcmp(mutant->name, sought->name);
}

bool kernel_has_mutant(const char *name)
{
	struct sought sought = { name, false };

	inputs_each_mutant(compare_mutant, &sought);
	return sought.found;
}

void kernel_lacks_fault(const struct kernel *kernel, const char *mutant)
{
	error("the fault %s is not in the kernel %s (Linux %s, %s): "
	      "\"fslitmus kernel list\" says what each was built without",
	      mutant, kernel->key, kernel->version, kernel_kind(kernel));
}

static error_t parse_nothing(int key, char *argument, struct argp_state *state)
{
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	argp_error(state, "'%s' is not expected here", argument);
	return 0;
}

static void parse_no_options(int argc, char **argv, const char *documentation)
{
	struct argp argp = {
		no_options, parse_nothing, NULL, documentation,
		NULL,	    NULL,	   NULL,
	};

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, NULL);
}

static void print_mutant(const struct kernel_mutant *mutant, void *data)
{
	(void)data;
	printf("%-28s %-8s %-3s %-6s %s\n", mutant->name,
	       mutant->is_control ? "control" : "mutant",
	       *mutant->breaks ? mutant->breaks : "-", mutant->filesystems,
	       mutant->what);
}

static int run_mutants(int argc, char **argv)
{
	parse_no_options(argc, argv,
			 "Lists the faults a kernel built with --mutants "
			 "holds: name, mutant or control, the promise it "
			 "breaks, filesystem, what it does.");
	inputs_each_mutant(print_mutant, NULL);
	return 0;
}

static void list_configurations(void)
{
	const struct fs_config *config;
	char mkfs[FS_TEXT_SIZE];

	for (size_t i = 0; (config = fs_config_at(i)); i++)
		if (fs_config_runs(config, FS_GUEST))
			printf("%-16s %s\n", config->name,
			       config->type->mkfs ?
				       fs_guest_mkfs(config, mkfs) :
				       "(no image)");
}

/*
 * Finds the kernel asked for, or a stock one, or the latest of any kind. NULL
 * after saying that there is none.
 */
static const struct kernel *choose_kernel(const struct kernel_list *list,
					  const char *wanted, bool with_mutants)
{
	const struct kernel *kernel = cache_choose(list, wanted, with_mutants);

	if (kernel)
		return kernel;
	error(wanted ? "no cached kernel is named %s; \"fslitmus kernel list\" "
		       "shows them" :
		       "no such kernel is built yet; \"fslitmus kernel build\" "
		       "makes one%s",
	      wanted	   ? wanted :
	      with_mutants ? " with --mutants" :
			     "");
	return NULL;
}

static int make_image(const char *name, const char *file)
{
	const struct fs_config *config = fs_config_find(name);
	struct kernel_list *list;
	const struct kernel *kernel;
	int status, failed;

	if (!config || !fs_config_runs(config, FS_GUEST) ||
	    !config->type->mkfs) {
		error("'%s' is no configuration with an image; \"fslitmus "
		      "kernel image\" lists them",
		      name);
		return EXIT_USAGE;
	}
	failed = output_try_whole_file(file);
	if (failed) {
		error("%s: %s", file, strerror(-failed));
		return EXIT_USAGE;
	}
	interrupt_watch();
	list = cache_list();
	kernel = choose_kernel(list, NULL, false);
	status = kernel ? failure_status(mkfs_in_guest(config,
						       kernel->executable,
						       file)) :
			  EXIT_NOT_RUN;
	cache_list_free(list);
	return status;
}

struct image_arguments {
	const char *words[2];
	int count;
};

static error_t parse_image(int key, char *argument, struct argp_state *state)
{
	struct image_arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (arguments->count == 2)
			argp_error(state, "'%s' is not expected here",
				   argument);
		arguments->words[arguments->count++] = argument;
		return 0;
	case ARGP_KEY_END:
		if (arguments->count == 1)
			argp_error(state, "expected a configuration and a "
					  "file");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static int run_image(int argc, char **argv)
{
	static const struct argp argp = {
		no_options,
		parse_image,
		"[CONFIGURATION FILE]",
		"Makes a filesystem image inside the latest kernel, or lists "
		"the configurations.",
		NULL,
		NULL,
		NULL,
	};
	struct image_arguments arguments = { .count = 0 };

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (arguments.count)
		return make_image(arguments.words[0], arguments.words[1]);
	list_configurations();
	return 0;
}

enum {
	OPTION_KERNEL = 512,
	OPTION_MUTANT,
	OPTION_ROOT,
	OPTION_ZONED,
	OPTION_TIME
};

/* clang-format off */
static const struct argp_option boot_options[] = {
	{ "kernel", OPTION_KERNEL, "KEY", 0,
	  "which kernel (key or build id, or their beginning)", 0 },
	{ "mutant", OPTION_MUTANT, "NAME", 0, "with this fault", 0 },
	{ "root", OPTION_ROOT, "DIR", 0,
	  "the guest's root, with init, dev, proc, tmp and mnt in it", 0 },
	{ "zoned", OPTION_ZONED, NULL, 0, "give the disk zones", 0 },
	{ "time", OPTION_TIME, "SECONDS", 0, "end it after so long (600)", 0 },
	{ 0 },
};
/* clang-format on */

#define SETTINGS_MAX 32

struct boot_arguments {
	struct boot boot;
	const char *kernel;
	const char *settings[SETTINGS_MAX + 1];
	int count;
	double seconds;
};

static double read_seconds(const char *text, struct argp_state *state)
{
	char *end;
	double seconds = strtod(text, &end);

	if (*end || end == text || !(seconds > 0))
		argp_error(state, "--time %s: expected a number of seconds",
			   text);
	return seconds;
}

static error_t parse_boot(int key, char *argument, struct argp_state *state)
{
	struct boot_arguments *arguments = state->input;

	switch (key) {
	case OPTION_KERNEL:
		arguments->kernel = argument;
		return 0;
	case OPTION_MUTANT:
		arguments->boot.mutant = argument;
		return 0;
	case OPTION_ROOT:
		arguments->boot.root = argument;
		return 0;
	case OPTION_ZONED:
		arguments->boot.zoned = true;
		return 0;
	case OPTION_TIME:
		arguments->seconds = read_seconds(argument, state);
		return 0;
	case ARGP_KEY_ARG:
		if (arguments->count == SETTINGS_MAX)
			argp_error(state, "more than %d settings",
				   SETTINGS_MAX);
		arguments->settings[arguments->count++] = argument;
		return 0;
	case ARGP_KEY_END:
		if (!arguments->boot.root)
			argp_error(state, "--root is missing");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static int wait_for_guest(pid_t pid, double seconds)
{
	int status = pid < 0 ? 1 : boot_wait(pid, seconds);

	if (!status)
		return 0;
	error(interrupted ? "interrupted" :
	      status < 0  ? "the guest did not end in time" :
			    "the guest died");
	return EXIT_NOT_RUN;
}

static int run_boot(int argc, char **argv)
{
	static const struct argp argp = {
		boot_options,
		parse_boot,
		"[NAME=VALUE...]",
		"Boots a kernel by hand, as tests are run in it: /init in the "
		"root directory finds each NAME=VALUE in its environment.",
		NULL,
		NULL,
		NULL,
	};
	struct boot_arguments arguments = { .seconds = 600 };
	const struct kernel *kernel;
	struct kernel_list *list;
	int status = EXIT_NOT_RUN;

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	arguments.boot.settings = arguments.settings;
	arguments.boot.output = STDOUT_FILENO;
	list = cache_list();
	kernel = choose_kernel(list, arguments.kernel,
			       arguments.boot.mutant != NULL);
	interrupt_watch();
	if (kernel && arguments.boot.mutant &&
	    !kernel_has_fault(kernel, arguments.boot.mutant)) {
		kernel_lacks_fault(kernel, arguments.boot.mutant);
		status = EXIT_USAGE;
	} else if (kernel) {
		arguments.boot.executable = kernel->executable;
		status = wait_for_guest(boot_start(&arguments.boot),
					arguments.seconds);
	}
	cache_list_free(list);
	return status;
}

static const struct command subcommands[] = {
	{ "boot", "boot a kernel by hand", run_boot },
	{ "build", "build a kernel unless it is cached", run_build },
	{ "list", "list the cached kernels, and what takes space",
	  cmd_kernel_list },
	{ "image", "make a filesystem image, or list them", run_image },
	{ "mutants", "list the faults a --mutants kernel holds", run_mutants },
	{ "rm", "remove cached kernels", cmd_kernel_rm },
};

#define SUBCOMMANDS (sizeof(subcommands) / sizeof(subcommands[0]))

static void print_usage(FILE *out)
{
	fputs("Usage: fslitmus kernel boot|build|image|list|mutants|rm "
	      "[OPTION...]\n\n",
	      out);
	for (size_t i = 0; i < SUBCOMMANDS; i++)
		fprintf(out, "  %-8s %s\n", subcommands[i].name,
			subcommands[i].summary);
}

int cmd_kernel(int argc, char **argv)
{
	if (argc > 1 &&
	    (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-?"))) {
		print_usage(stdout);
		return 0;
	}
	for (size_t i = 0; argc > 1 && i < SUBCOMMANDS; i++) {
		static char name[64];

		if (strcmp(argv[1], subcommands[i].name))
			continue;
		snprintf(name, sizeof(name), "fslitmus kernel %s", argv[1]);
		argv[1] = name;
		return subcommands[i].run(argc - 1, argv + 1);
	}
	print_usage(stderr);
	return EXIT_USAGE;
}
