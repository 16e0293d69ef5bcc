// SPDX-License-Identifier: GPL-2.0-or-later
/* The arguments of commands that take a witness. */
#include "cmd/witness.h"

error_t parse_witness(int key, char *value, struct argp_state *state,
		      const char **path)
{
	switch (key) {
	case ARGP_KEY_ARG:
		if (*path)
			argp_error(state,
				   "one witness at a time; '%s' is one "
				   "too many",
				   value);
		*path = value;
		return 0;
	case ARGP_KEY_END:
		if (!*path)
			argp_error(state, "expected the file of a witness");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}
