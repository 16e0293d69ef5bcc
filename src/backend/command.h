/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a program (mkfs, fsck) without a shell and keeps the end of its output.
 * The program dies with the process that started it.
 */
#ifndef FSLITMUS_BACKEND_COMMAND_H
#define FSLITMUS_BACKEND_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#define COMMAND_MAX_ARGUMENTS 64

/* A command line in the making; the strings belong to the caller. */
struct command_line {
	const char *argument[COMMAND_MAX_ARGUMENTS + 1];
	int count;
};

/* Append; -E2BIG when there is no more room. */
int command_add(struct command_line *line, const char *argument);
int command_add_all(struct command_line *line, const char *const *arguments);

/*
 * Append the words of TEXT, separated by white space, which are cut apart
 * in place: TEXT must live as long as the line.
 */
int command_add_words(struct command_line *line, char *text);

/*
 * Finds NAME in $PATH, or in /usr/sbin and /sbin, which $PATH often lacks for
 * users other than root. False: it is not there.
 */
bool command_find(const char *name, char *path, size_t size);

/*
 * Runs it and waits. Returns its exit status (128 + signal if one killed it),
 * or -errno if it could not be started. TAIL receives its output, standard
 * error included: the last whole lines that fit, after a note of how much is
 * missing.
 */
int command_run(const struct command_line *line, char *tail, size_t tail_size);

#endif
