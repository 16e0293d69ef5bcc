/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The option --format NAME, and --NAME for each format but the first, of a
 * command that writes in several (report/format.h). A child of the command's
 * argp, whose parser sets state->child_inputs[0] to a struct format_choice for
 * ARGP_KEY_INIT.
 */
#ifndef FSLITMUS_CMD_FORMAT_H
#define FSLITMUS_CMD_FORMAT_H

#include <argp.h>
#include <stdbool.h>

#include "report/format.h"

struct format_choice {
	enum format_use use; /* the command that asks */
	/* What was chosen, or the first of the table. Two different ones are
	   refused. */
	const struct format *format;
	bool given;
};

/* The child for the command USE, in GROUP of its --help; end the list of
 * children with a zero entry. */
struct argp_child format_child(enum format_use use, int group);

#endif
