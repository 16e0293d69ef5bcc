/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arguments of commands that take the file of one witness. */
#ifndef FSLITMUS_CMD_WITNESS_H
#define FSLITMUS_CMD_WITNESS_H

#include <argp.h>

/*
 * Takes the keys of an argument and of the end into *PATH, which begins as
 * NULL: a second file, or none, is an error. ARGP_ERR_UNKNOWN for other keys.
 */
error_t parse_witness(int key, char *value, struct argp_state *state,
		      const char **path);

#endif
