/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What inputs.c knows of the inputs it chose, for install.c. */
#ifndef FSLITMUS_KERNEL_INPUT_H
#define FSLITMUS_KERNEL_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/embedded.h"
#include "kernel/inputs.h"

/* One input, and of an edit file which of its edits are meant for the tree. */
struct input {
	const struct embedded_file *file;
	struct edit_file *edits; /* NULL: it has none */
	bool *is_meant;		 /* by edit */
	bool is_left_out;	 /* a mutant that does not suit */
};

struct inputs {
	struct input *list;
	size_t count;
	char *config;
};

bool input_is_mutant(const struct embedded_file *input);

/* "kernel/mutants/ext4-punch.edit": "ext4-punch". The caller frees it. */
char *input_mutant_name(const struct embedded_file *input);

#endif
