/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A command is one file in src/cmd/: its argument table (argp) and a call
 * into the module that does the work. Adding one takes that file, a
 * declaration here and a row in the table of src/fslitmus.c.
 */
#ifndef FSLITMUS_CMD_CMD_H
#define FSLITMUS_CMD_CMD_H

struct command {
	const char *name;
	const char *summary; /* one line for "fslitmus --help" */
	/* argv[0] is "fslitmus NAME"; returns an enum exit_status. */
	int (*run)(int argc, char **argv);
};

int cmd_audit(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_gen(int argc, char **argv);
int cmd_kernel(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_mutants(int argc, char **argv);
int cmd_replay(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_shrink(int argc, char **argv);

#endif
