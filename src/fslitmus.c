// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of commands. */
#include "base/error.h"
#include "cmd/cmd.h"

#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct command commands[] = {
	{ "audit", "read the filesystems of a kernel tree side by side",
	  cmd_audit },
	{ "check", "check tests without running them", cmd_check },
	{ "gen", "generate tests by rule, complete to a bound", cmd_gen },
	{ "kernel", "build and list the kernels tests run in", cmd_kernel },
	{ "list", "list the tests, operations, filesystems and backends",
	  cmd_list },
	{ "mutants", "look for every seeded fault and print the score",
	  cmd_mutants },
	{ "replay", "repeat an execution that broke a promise", cmd_replay },
	{ "run", "run tests and judge every outcome", cmd_run },
	{ "show", "print a test in its canonical form", cmd_show },
	{ "shrink", "make what broke a promise smaller", cmd_shrink },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void print_usage(FILE *out)
{
	fputs("Usage: fslitmus COMMAND [ARGUMENT...]\n"
	      "Litmus tests for the Linux page cache.\n\n",
	      out);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(out, "  %-8s %s\n", commands[i].name,
			commands[i].summary);
	fputs("\n\"fslitmus COMMAND --help\" explains one command; "
	      "fslitmus(1) explains all of them.\n"
	      "In a clone, \"make man\" builds the manual, and "
	      "\"man -l build/man/fslitmus.1\" shows it.\n",
	      out);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/*
 * Where a standard descriptor is closed, the next file opened would take
 * its place and be written into. Read-only, so that writing still fails.
 */
static void fill_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

static int run_command(const struct command *command, int argc, char **argv)
{
	int status = command->run(argc, argv);

	if (!fflush(stdout) && !ferror(stdout))
		return status;
	if (!status) {
		error("cannot write to standard output: %s", strerror(errno));
		status = EXIT_NOT_RUN;
	}
	return status;
}

int main(int argc, char **argv)
{
	const struct command *command;
	char name[64];

	fill_standard_descriptors();
	if (argc < 2) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	/* "help COMMAND" is "COMMAND --help". */
	if (argc == 3 && !strcmp(argv[1], "help") && find_command(argv[2])) {
		argv[1] = argv[2];
		argv[2] = "--help";
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
	    (!strcmp(argv[1], "help") && argc == 2)) {
		print_usage(stdout);
		return 0;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts("fslitmus " FSLITMUS_VERSION);
		return 0;
	}
	command = find_command(argv[1]);
	if (!command)
		die(EXIT_USAGE,
		    "'%s' is not a command; \"fslitmus --help\" lists them",
		    strcmp(argv[1], "help") ? argv[1] : argv[2]);
	/* What argp complains about is exit status 2 like all wrong words. */
	argp_err_exit_status = EXIT_USAGE;
	snprintf(name, sizeof(name), "fslitmus %s", command->name);
	argv[1] = name;
	return run_command(command, argc - 1, argv + 1);
}
