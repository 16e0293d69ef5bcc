// SPDX-License-Identifier: GPL-2.0-or-later
/* The one place where a failure becomes an exit status. */
#include "cmd/failure.h"

/* An interrupted command did not do what was asked for: EXIT_NOT_RUN. */
int failure_status(int failure)
{
	switch (failure) {
	case 0:
		return EXIT_KEPT;
	case FAILURE_USAGE:
		return EXIT_USAGE;
	default:
		return EXIT_NOT_RUN;
	}
}
