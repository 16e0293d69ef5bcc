// SPDX-License-Identifier: GPL-2.0-or-later
/* Decides whether to print in colour. */
#include "cmd/colour.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool wants_colour(FILE *out)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fileno(out)) && !(no && *no) && term &&
	       strcmp(term, "dumb");
}
